package io.howdah.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.howdah.bench.load.login.Target;
import io.howdah.bench.load.login.TlsUse;
import io.howdah.bench.load.wire.QueryProtocol;
import io.howdah.bench.load.workload.KeySpread;
import io.howdah.bench.load.workload.Workload;
import io.howdah.bench.postgres.EmbeddedServer;
import io.howdah.bench.process.Programs;
import io.howdah.config.ConfigFormat;
import io.howdah.config.ConfigLoader;
import io.howdah.proxy.Pooler;
import io.howdah.proxy.testing.LeakWatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs loads on PostgreSQL itself and through the pooler. The table must hold every acknowledged update. */
@ExtendWith(LeakWatch.class)
class LoadIT {

    private static final String DATABASE = "postgres";
    private static final int POOL_SIZE = 5;
    private static final int ROWS = 500;

    @TempDir
    private static Path folder;
    private static EmbeddedServer postgres;
    private static Pooler pooler;

    @BeforeAll
    static void start() throws Exception {
        postgres = EmbeddedServer.start(folder.resolve("postgres"), false, settings());
        try (Connection connection = postgres.connect(DATABASE); Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE scram_user LOGIN SUPERUSER PASSWORD 'secret'");
            statement.execute("SET password_encryption = 'md5'");
            statement.execute("CREATE ROLE md5_user LOGIN SUPERUSER PASSWORD 'secret'");
        }
        pooler = Pooler.start(ConfigLoader.load("""
                listen: {addresses: 127.0.0.1, port: 0}
                auth_type: trust
                pool: {mode: transaction, size: %d}
                log: {connections: false, disconnections: false}
                databases:
                  %s: {host: 127.0.0.1, port: %d}
                users:
                  %s: {}
                """.formatted(POOL_SIZE, DATABASE, postgres.port(), EmbeddedServer.SUPERUSER), ConfigFormat.YAML, folder,
                Map.of()));
        new LoadTable(direct()).prepare(ROWS);
    }

    private static Map<String, String> settings() throws Exception {
        Map<String, String> settings = new HashMap<>();
        Path hba = folder.resolve("hba.conf");
        Files.writeString(hba, """
                hostssl all postgres 127.0.0.1/32 trust
                host all postgres 127.0.0.1/32 trust
                host all scram_user 127.0.0.1/32 scram-sha-256
                host all md5_user 127.0.0.1/32 md5
                """);
        settings.put("hba_file", hba.toString());
        if (Programs.find("openssl").isPresent()) {
            Path key = folder.resolve("server.key");
            Path certificate = folder.resolve("server.crt");
            Programs.run(30,
                    List.of("openssl", "req", "-new", "-x509", "-nodes", "-days", "1", "-subj", "/CN=elephant", "-newkey",
                            "rsa:2048",
                            "-keyout", key.toString(), "-out", certificate.toString()));
            settings.putAll(Map.of("ssl", "on", "ssl_cert_file", certificate.toString(), "ssl_key_file", key.toString()));
        }
        return settings;
    }

    @AfterAll
    static void stop() throws Exception {
        try {
            pooler.close();
        } finally {
            postgres.close();
        }
    }

    @ParameterizedTest(name = "{0}, {1}, {2} statements, at once: {3}")
    @CsvSource({
        "direct, SIMPLE, 1, false", "direct, EXTENDED, 1, false", "direct, PREPARED, 1, false",
        "direct, SIMPLE, 3, false", "direct, EXTENDED, 3, true", "direct, PREPARED, 3, true",
        "pooled, SIMPLE, 1, false", "pooled, EXTENDED, 1, false", "pooled, PREPARED, 1, false",
        "pooled, SIMPLE, 3, false", "pooled, EXTENDED, 3, false", "pooled, PREPARED, 3, false",
        "pooled, SIMPLE, 3, true", "pooled, EXTENDED, 3, true", "pooled, PREPARED, 3, true"})
    void noAcknowledgedUpdateIsLost(String where, QueryProtocol protocol, int statements, boolean atOnce) throws Exception {
        LoadPlan plan = mixed(where.equals("direct") ? direct() : pooled()).withProtocol(protocol).withStatements(statements,
                atOnce);
        assertThat(updatesFound(plan, 50)).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "pooled"})
    void norWhereEachTransactionConnects(String where) throws Exception {
        LoadPlan plan = mixed(where.equals("direct") ? direct() : pooled()).withReconnecting(true)
                .withProtocol(QueryProtocol.PREPARED);
        assertThat(updatesFound(plan, 10)).isPositive();
    }

    @Test
    void norInAnOpenLoopOnTwoThreadsWithHotRows() throws Exception {
        LoadPlan plan = mixed(pooled()).withWorkload(new Workload.Mixed(new KeySpread(ROWS, 1.2), 0)).withRate(300).withLoops(2);
        assertThat(updatesFound(plan, 50)).isPositive();
    }

    @Test
    void everybodyGetsTheirOwnAnswers() throws Exception {
        for (QueryProtocol protocol : QueryProtocol.values()) {
            LoadResult result = run(mixed(pooled()).withWorkload(new Workload.Own()).withClients(50).withProtocol(protocol));
            assertThat(result.errors()).isEmpty();
            assertThat(result.transactions()).isPositive();
        }
    }

    @Test
    void largeResults() throws Exception {
        for (Target target : List.of(direct(), pooled())) {
            LoadResult result = run(mixed(target).withWorkload(new Workload.Bytes(1 << 20)).withClients(3));
            assertThat(result.errors()).isEmpty();
            assertThat(result.transactions()).isPositive();
        }
    }

    @Test
    void countsWhatTheServerRefuses() throws Exception {
        LoadResult result = run(
                mixed(pooled()).withWorkload(new Workload.Select(KeySpread.uniform(1))).withStatements(2, false).withClients(3));
        assertThat(result.errors()).isEmpty();
        try (Connection connection = postgres.connect(DATABASE); Statement statement = connection.createStatement()) {
            statement.execute("ALTER TABLE howdah_bench RENAME COLUMN abalance TO balance");
            try {
                result = run(mixed(pooled()).withWorkload(new Workload.Select(KeySpread.uniform(1))).withStatements(2, false)
                        .withClients(3));
            } finally {
                statement.execute("ALTER TABLE howdah_bench RENAME COLUMN balance TO abalance");
            }
        }
        assertThat(result.errors()).containsOnlyKeys("42703");
        assertThat(result.transactions()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"scram_user", "md5_user"})
    void logsInWithAPassword(String user) throws Exception {
        Target target = new Target("127.0.0.1", postgres.port(), DATABASE, user, "secret", TlsUse.OFF);
        LoadResult result = run(mixed(target).withWorkload(new Workload.Select1()).withClients(5));
        assertThat(result.errors()).isEmpty();
        assertThat(result.transactions()).isPositive();
        Target wrong = new Target("127.0.0.1", postgres.port(), DATABASE, user, "wrong", TlsUse.OFF);
        assertThatThrownBy(() -> run(mixed(wrong))).isInstanceOf(IOException.class).hasMessageContaining("28P01");
    }

    @Test
    void overTls() throws Exception {
        assumeTrue(Programs.find("openssl").isPresent(), "openssl makes the certificate");
        Target target = direct().withTls(TlsUse.TRUST_ALL);
        LoadPlan plan = mixed(target).withProtocol(QueryProtocol.PREPARED).withStatements(3, true);
        assertThat(updatesFound(plan, 10)).isPositive();
        assertThatThrownBy(() -> run(mixed(direct().withTls(TlsUse.VERIFIED)))).isInstanceOf(IOException.class)
                .hasMessageContaining("TLS");
    }

    /** Runs the plan and returns by how much the table's sum grew. Checks that the sum grew by the acknowledged updates. */
    private static long updatesFound(LoadPlan plan, int clients) throws Exception {
        LoadTable table = new LoadTable(direct());
        long before = table.sum();
        LoadResult result = run(plan.withClients(clients));
        long found = table.sum() - before;
        assertThat(result.errors()).isEmpty();
        assertThat(result.transactions()).isPositive();
        assertThat(found).isEqualTo(result.updates());
        return found;
    }

    private static LoadResult run(LoadPlan plan) throws IOException, InterruptedException {
        return LoadRun.run(plan, LoadProgress.NONE);
    }

    private static LoadPlan mixed(Target target) {
        return LoadPlan.to(target).withWorkload(new Workload.Mixed(KeySpread.uniform(ROWS), 50))
                .withTimes(Duration.ZERO, Duration.ofMillis(500));
    }

    private static Target direct() {
        return Target.local(postgres.port(), DATABASE, EmbeddedServer.SUPERUSER);
    }

    private static Target pooled() {
        return Target.local(pooler.port(), DATABASE, EmbeddedServer.SUPERUSER);
    }
}
