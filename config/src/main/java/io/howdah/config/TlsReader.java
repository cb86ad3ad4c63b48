package io.howdah.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Puts the TLS settings of both sides together, and reports what would protect less than it says. */
final class TlsReader {

    private static final TlsSettings OFF = new TlsSettings(TlsMode.DISABLE, false, Optional.empty(), List.of(), List.of(),
            List.of(),
            List.of(), List.of());

    private final ResolvedSettings settings;
    private final List<Path> directories;
    private final String home;
    private final ConfigProblems problems;

    /** Where a value stands: its place and its name for the reader of a problem. */
    private record Place(Origin origin, String name) {}

    /** @param directories searched in order for relative names of files */
    TlsReader(ResolvedSettings settings, List<Path> directories, String home, ConfigProblems problems) {
        this.settings = settings;
        this.directories = List.copyOf(directories);
        this.home = home;
        this.problems = problems;
    }

    /** TLS towards clients. */
    TlsSettings clients() {
        TlsMode mode = settings.get(TlsKeys.CLIENT_MODE);
        if (mode == TlsMode.DISABLE) {
            return OFF;
        }
        List<TlsSettings.Certificate> own = certificates(settings.get(TlsKeys.CLIENT_CERT), at(TlsKeys.CLIENT_CERT),
                settings.get(TlsKeys.CLIENT_KEY), at(TlsKeys.CLIENT_KEY));
        TlsSettings read = new TlsSettings(
                mode,
                false,
                file(settings.get(TlsKeys.CLIENT_CA), at(TlsKeys.CLIENT_CA)),
                own,
                words(TlsKeys.CLIENT_PROTOCOLS, TlsWords::protocols),
                words(TlsKeys.CLIENT_CIPHERS, TlsWords::ciphers),
                words(TlsKeys.CLIENT_TLS13_CIPHERS, TlsWords::ciphers),
                words(TlsKeys.CLIENT_CURVE, TlsWords::groups));
        if (own.isEmpty() && settings.get(TlsKeys.CLIENT_CERT).isEmpty()) {
            problem(at(TlsKeys.CLIENT_MODE), "needs a certificate of the pooler's own",
                    "client_tls_cert_file and client_tls_key_file");
        }
        if (mode.isVerifying() && settings.get(TlsKeys.CLIENT_CA).isEmpty()) {
            problem(at(TlsKeys.CLIENT_MODE), "needs the authorities that sign clients' certificates", "client_tls_ca_file");
        }
        return read;
    }

    /** TLS towards servers whose database says nothing else. */
    TlsSettings servers() {
        return servers(null);
    }

    /** TLS towards the servers of one database. */
    TlsSettings servers(@Nullable SectionReader database) {
        if (get(TlsKeys.SERVER_MODE, TlsKeys.DATABASE_MODE, database) == TlsMode.DISABLE) {
            return OFF; // As in PgBouncer, files that nobody needs need not be there.
        }
        Place mode = at(TlsKeys.SERVER_MODE, TlsKeys.DATABASE_MODE, database);
        Place negotiation = at(TlsKeys.SERVER_NEGOTIATION, TlsKeys.DATABASE_NEGOTIATION, database);
        String certificate = get(TlsKeys.SERVER_CERT, TlsKeys.DATABASE_CERT, database);
        String key = get(TlsKeys.SERVER_KEY, TlsKeys.DATABASE_KEY, database);
        TlsSettings read = new TlsSettings(
                get(TlsKeys.SERVER_MODE, TlsKeys.DATABASE_MODE, database),
                get(TlsKeys.SERVER_NEGOTIATION, TlsKeys.DATABASE_NEGOTIATION, database).equals("direct"),
                file(get(TlsKeys.SERVER_CA, TlsKeys.DATABASE_CA, database), at(TlsKeys.SERVER_CA, TlsKeys.DATABASE_CA, database)),
                certificates(listOf(certificate), at(TlsKeys.SERVER_CERT, TlsKeys.DATABASE_CERT, database), listOf(key),
                        at(TlsKeys.SERVER_KEY, TlsKeys.DATABASE_KEY, database)),
                words(TlsKeys.SERVER_PROTOCOLS, TlsWords::protocols),
                words(TlsKeys.SERVER_CIPHERS, TlsWords::ciphers),
                words(TlsKeys.SERVER_TLS13_CIPHERS, TlsWords::ciphers),
                List.of());
        if (read.direct() && !read.mode().isRequired()) {
            // libpq refuses the same ("weak sslmode"): a server that knows no TLS could not even say so.
            problem(negotiation, "direct needs " + mode.name() + " require or stronger", "postgres, or a stronger mode");
        }
        return read;
    }

    private static List<String> listOf(String file) {
        return file.isEmpty() ? List.of() : List.of(file);
    }

    private List<TlsSettings.Certificate> certificates(List<String> chains, Place chainPlace, List<String> keys, Place keyPlace) {
        if (chains.size() != keys.size()) {
            problem(chains.size() > keys.size() ? chainPlace : keyPlace,
                    chains.size() + " certificates and " + keys.size() + " private keys", "a private key for each certificate");
            return List.of();
        }
        List<TlsSettings.Certificate> pairs = new ArrayList<>();
        for (int i = 0; i < chains.size(); i++) {
            Optional<Path> chain = file(chains.get(i), chainPlace);
            Optional<Path> key = file(keys.get(i), keyPlace);
            if (chain.isPresent() && key.isPresent()) {
                pairs.add(new TlsSettings.Certificate(chain.get(), key.get()));
            }
        }
        return pairs;
    }

    private Optional<Path> file(String name, Place place) {
        if (name.isEmpty()) {
            return Optional.empty();
        }
        try {
            Path file = TextFiles.resolve(name, directories, home);
            if (Files.isReadable(file)) {
                return Optional.of(file);
            }
            problem(place, file + " cannot be read", "a file that is there");
        } catch (InvalidValueException wrong) {
            problem(place, String.valueOf(wrong.getMessage()), wrong.expected());
        }
        return Optional.empty();
    }

    private List<String> words(SettingKey<String> key, Function<String, List<String>> reader) {
        try {
            return reader.apply(settings.get(key));
        } catch (InvalidValueException wrong) {
            problem(at(key), String.valueOf(wrong.getMessage()), wrong.expected());
            return List.of("TLSv1.3");
        }
    }

    private <T> T get(SettingKey<T> general, SettingKey<T> own, @Nullable SectionReader database) {
        return database == null ? settings.get(general) : database.get(own).orElseGet(() -> settings.get(general));
    }

    private Place at(SettingKey<?> general) {
        return new Place(settings.origin(general), settings.nameOf(general));
    }

    private Place at(SettingKey<?> general, SettingKey<?> own, @Nullable SectionReader database) {
        return database != null && database.has(own) ? new Place(database.origin(own), database.shownAs(own.key())) : at(general);
    }

    private void problem(Place place, String message, String expected) {
        problems.add(place.origin(), place.name(), message, expected);
    }
}
