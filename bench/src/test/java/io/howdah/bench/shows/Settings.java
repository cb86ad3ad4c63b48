package io.howdah.bench.shows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Compares SHOW CONFIG of both poolers, which read the same file. Howdah must have every setting of PgBouncer, with the same
 * value, default and changeability.
 */
final class Settings {

    /**
     * The reason why a setting may differ.
     *
     * @param columns columns of SHOW CONFIG that may differ
     * @param where the versions of PgBouncer with this difference
     */
    private record Known(List<String> columns, Predicate<Version> where, String reason) {
    }

    private static final List<String> VALUE = List.of("value");
    private static final List<String> VALUE_AND_DEFAULT = List.of("value", "default");
    private static final Predicate<Version> ALWAYS = version -> true;

    private static final Map<String, Known> KNOWN = Map.ofEntries(
            Map.entry("listen_port", new Known(VALUE, ALWAYS, "each has its own")),
            Map.entry("conffile", new Known(VALUE_AND_DEFAULT, ALWAYS, "each has its own")),
            Map.entry("unix_socket_mode", new Known(VALUE, ALWAYS, "PgBouncer shows a mode that was not set in decimal")),
            Map.entry("auth_query", new Known(VALUE_AND_DEFAULT, ALWAYS, "Howdah's names every object with its schema")),
            Map.entry("user", new Known(VALUE, ALWAYS, "PgBouncer does not start as root and is told whom to become")),
            Map.entry("verbose", new Known(List.of("default"), ALWAYS, "PgBouncer has no default for it")),
            Map.entry("track_extra_parameters",
                    new Known(VALUE_AND_DEFAULT, atLeast(1, 26), "needs no IntervalStyle since 1.26")),
            Map.entry("server_check_query", new Known(VALUE_AND_DEFAULT, before(1, 25), "the empty query since 1.25")),
            Map.entry("server_tls_sslmode", new Known(VALUE_AND_DEFAULT, before(1, 20), "prefer since 1.20")),
            Map.entry("client_tls_ciphers", new Known(VALUE_AND_DEFAULT, before(1, 24), "default in 1.24")),
            Map.entry("server_tls_ciphers", new Known(VALUE_AND_DEFAULT, before(1, 24), "default in 1.24")));

    private static Predicate<Version> before(int major, int minor) {
        return version -> version.isBefore(new Version(major, minor));
    }

    private static Predicate<Version> atLeast(int major, int minor) {
        return before(major, minor).negate();
    }

    private Settings() {
    }

    /** @param version version of PgBouncer */
    static List<Finding> compare(Version version, Table pgbouncer, Table howdah) {
        List<Finding> findings = new ArrayList<>();
        for (Map<String, String> theirs : pgbouncer.rows()) {
            String key = theirs.get("key");
            String what = "SHOW CONFIG " + key;
            Optional<Map<String, String>> ours = howdah.row("key", key);
            if (ours.isEmpty()) {
                findings.add(Finding.equal(what, "there", "not there"));
                continue;
            }
            for (String column : List.of("value", "default", "changeable")) {
                String a = shown(theirs.get(column));
                String b = shown(ours.get().get(column));
                Known known = KNOWN.get(key);
                if (!a.equals(b) && known != null && known.columns.contains(column) && known.where.test(version)) {
                    findings.add(Finding.known(what + " " + column, a, b, known.reason));
                } else {
                    findings.add(Finding.equal(what + " " + column, a, b));
                }
            }
        }
        return findings;
    }

    /** psql shows NULL and the empty text alike. */
    private static String shown(String value) {
        return value == null ? "" : value;
    }
}
