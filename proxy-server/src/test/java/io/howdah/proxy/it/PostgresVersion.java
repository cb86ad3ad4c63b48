package io.howdah.proxy.it;

import static org.junit.jupiter.api.Assumptions.abort;

import java.util.Optional;
import java.util.function.Supplier;

/** The servers of the tests. The first test that needs a server starts it, and the JVM stops it at its end. */
enum PostgresVersion {
    V18("PostgreSQL 18", EmbeddedPostgres18::start), V15("PostgreSQL 15", DebianPostgres15::start);

    private final String title;
    private final Supplier<TestPostgres> starter;
    private TestPostgres server;

    PostgresVersion(String title, Supplier<TestPostgres> starter) {
        this.title = title;
        this.starter = starter;
    }

    /** The server. Skips the test if this machine cannot run it. */
    synchronized TestPostgres server() {
        if (server == null) {
            if (this == V15) {
                DebianPostgres15.whyNot().ifPresent(reason -> abort(reason));
            }
            server = starter.get();
            Runtime.getRuntime().addShutdownHook(new Thread(server::stop, "stop-" + name()));
        }
        return server;
    }

    /** The server, if a test has started it. */
    synchronized Optional<TestPostgres> started() {
        return Optional.ofNullable(server);
    }

    @Override
    public String toString() {
        return title;
    }
}
