package io.howdah.proxy.it;

import static org.junit.jupiter.api.Assumptions.abort;

import java.util.Optional;
import java.util.function.Supplier;

/** The servers tests run against, each started by the first test that asks and stopped when the JVM ends. */
enum PostgresVersion {
    V18("PostgreSQL 18", EmbeddedPostgres18::start),
    V15("PostgreSQL 15", DebianPostgres15::start);

    private final String title;
    private final Supplier<TestPostgres> starter;
    private TestPostgres server;

    PostgresVersion(String title, Supplier<TestPostgres> starter) {
        this.title = title;
        this.starter = starter;
    }

    /** The server; skips the test where this machine has none. */
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

    /** The server, where a test has asked for it before. */
    synchronized Optional<TestPostgres> started() {
        return Optional.ofNullable(server);
    }

    @Override
    public String toString() {
        return title;
    }
}
