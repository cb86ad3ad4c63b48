package io.howdah.bench.compare;

import io.howdah.bench.process.Programs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The exact versions of all contenders and programs. */
final class Versions {

    private static final Pattern NUMBER = Pattern.compile("(\\d+)\\.(\\d+)");

    private Versions() {
    }

    /** The version of this build. */
    static String howdah() {
        return Optional.ofNullable(Versions.class.getPackage().getImplementationVersion()).orElse("from classes");
    }

    static String java() {
        return System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version");
    }

    /** Such as {@code PgBouncer 1.18.0}. */
    static String pgbouncer() throws IOException {
        return firstLine("pgbouncer");
    }

    /** Such as {@code pgbench (PostgreSQL) 15.18}. */
    static String pgbench() throws IOException {
        return firstLine("pgbench");
    }

    private static String firstLine(String program) throws IOException {
        Path binary = Programs.find(program).orElseThrow(() -> new IOException(program + " is not installed"));
        try {
            return Programs.run(10, List.of(binary.toString(), "--version")).lines().findFirst().orElse(program);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Whether this PgBouncer supports named statements in transaction mode: since version 1.21. */
    static boolean preparesStatements(String pgbouncer) {
        Matcher matcher = NUMBER.matcher(pgbouncer);
        if (!matcher.find()) {
            return false;
        }
        int major = Integer.parseInt(matcher.group(1));
        return major > 1 || (major == 1 && Integer.parseInt(matcher.group(2)) >= 21);
    }
}
