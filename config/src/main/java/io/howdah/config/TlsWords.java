package io.howdah.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Words of the TLS settings as PgBouncer reads them ({@code tls_config_parse_protocols} of libtls), and OpenSSL's lists. */
final class TlsWords {

    private static final List<String> ALL = List.of("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3");
    private static final List<String> SECURE = List.of("TLSv1.2", "TLSv1.3");
    private static final Map<String, List<String>> PROTOCOLS = Map.of("all", ALL, "legacy", ALL, "default", SECURE,
            "secure", SECURE, "tlsv1", ALL, "tlsv1.0", List.of("TLSv1"), "tlsv1.1", List.of("TLSv1.1"), "tlsv1.2",
            List.of("TLSv1.2"), "tlsv1.3", List.of("TLSv1.3"));
    private static final String KNOWN = "secure, all, or tlsv1.0 to tlsv1.3 with commas between them";

    /** Words of PgBouncer for whole lists. */
    private static final Set<String> LISTS = Set.of("", "default", "secure", "normal", "fast", "compat", "legacy", "all",
            "insecure", "auto");
    /** OpenSSL's words for groups of ciphers, and its signs for leaving some out. */
    private static final Pattern GROUP = Pattern.compile("[!+-].*|@.*|[A-Za-z0-9]+(\\+.*)?");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+");

    private TlsWords() {}

    /** Java's names of the protocol versions, oldest first. */
    static List<String> protocols(String text) throws InvalidValueException {
        Set<String> chosen = new LinkedHashSet<>();
        boolean first = true;
        for (String word : text.split("[,:]", -1)) {
            String name = word.strip().toLowerCase(Locale.ROOT);
            boolean without = name.startsWith("!");
            List<String> meant = PROTOCOLS.get(without ? name.substring(1) : name);
            if (meant == null) {
                throw new InvalidValueException("unknown protocol " + ValueTypes.quoted(word.strip()), KNOWN);
            }
            if (without) {
                if (first) {
                    chosen.addAll(SECURE);
                }
                meant.forEach(chosen::remove);
            } else {
                chosen.addAll(meant);
            }
            first = false;
        }
        if (chosen.isEmpty()) {
            throw new InvalidValueException("no protocol is left", KNOWN);
        }
        return ALL.stream().filter(chosen::contains).toList();
    }

    /** Names of ciphers; empty if the text leaves the choice to the library. */
    static List<String> ciphers(String text) throws InvalidValueException {
        if (LISTS.contains(text.strip().toLowerCase(Locale.ROOT))) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        for (String word : text.split("[,: ]+", -1)) {
            // "AES256" and "HIGH" are groups; a cipher has a sign inside its name.
            if (!word.isEmpty() && !GROUP.matcher(word).matches()) {
                names.add(checked(word));
            }
        }
        return names;
    }

    /** Names of groups of the key exchange; empty if the text leaves the choice to the library. */
    static List<String> groups(String text) throws InvalidValueException {
        if (LISTS.contains(text.strip().toLowerCase(Locale.ROOT))) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        for (String word : text.split("[,: ]+", -1)) {
            if (!word.isEmpty()) {
                names.add(checked(word));
            }
        }
        return names;
    }

    private static String checked(String name) throws InvalidValueException {
        if (!NAME.matcher(name).matches()) {
            throw new InvalidValueException("no name: " + ValueTypes.quoted(name), "names with colons between them");
        }
        return name;
    }
}
