package io.howdah.bench.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.dockerjava.api.exception.NotFoundException;
import io.howdah.bench.process.FreePort;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Container;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;

/**
 * Runs the image as users run it, before PostgreSQL and Redis in containers. The test does not build the image;
 * {@code docker build -f docker/Dockerfile -t howdah .} does. The environment variable HOWDAH_IMAGE names another image. The
 * containers use the host's network, which every Linux engine has. An engine older than Docker 25 needs the line {@code api.version=1.41}
 * in {@code ~/.docker-java.properties}.
 */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImageIT {

    private static final String IMAGE = System.getenv().getOrDefault("HOWDAH_IMAGE", "howdah");
    private static final List<String> SERVERS = List.of("postgres:18", "postgres:17", "postgres:16", "postgres:15");
    private static final String REDIS = "redis:8";

    /** All characters that are special in a URL, in an ini file or in a shell, except those that Docker cannot pass on. */
    private static final String PASSWORD = "p:a@s/s %4x w%rd'\"\\,=;#?&";
    private static final String FOUND_BY = """
            CREATE SCHEMA pooler;
            CREATE FUNCTION pooler.user_lookup(i_username text, OUT uname text, OUT phash text) AS
            'SELECT usename, passwd FROM pg_catalog.pg_shadow WHERE usename = i_username' LANGUAGE sql SECURITY DEFINER;
            """;

    private record Server(GenericContainer<?> container, int port) {}

    private final Map<String, Server> servers = new LinkedHashMap<>();
    private int port;
    private int http;

    @BeforeEach
    void needsDocker() {
        assumeTrue(isEngineThere(), "needs a Docker engine that Testcontainers can use");
        assumeTrue(isPresent(IMAGE), "needs the image: docker build -f docker/Dockerfile -t " + IMAGE + " .");
    }

    /** A busy engine may not answer Testcontainers' first question in time. */
    private static boolean isEngineThere() {
        for (int i = 0; i < 2; i++) {
            try {
                if (DockerClientFactory.instance().isDockerAvailable()) {
                    return true;
                }
            } catch (RuntimeException unusable) {
                // Perhaps the second time.
            }
        }
        return false;
    }

    @AfterAll
    void stop() {
        servers.values().forEach(server -> server.container.stop());
    }

    private static boolean isPresent(String image) {
        try {
            DockerClientFactory.lazyClient().inspectImageCmd(image).exec();
            return true;
        } catch (NotFoundException absent) {
            return false;
        }
    }

    /** Starts the server at its first use; empty if the image is neither here nor can be fetched. */
    private Optional<Server> server(String image) throws Exception {
        if (!servers.containsKey(image)) {
            if (!canRun(image)) {
                return Optional.empty();
            }
            int free = FreePort.choose();
            @SuppressWarnings("resource") GenericContainer<?> postgres = new GenericContainer<>(image).withNetworkMode("host")
                    .withEnv("POSTGRES_USER", "app").withEnv("POSTGRES_PASSWORD", PASSWORD).withEnv("POSTGRES_DB", "shop")
                    .withCommand("postgres", "-c", "port=" + free, "-c", "listen_addresses=127.0.0.1")
                    .waitingFor(Wait.forSuccessfulCommand("pg_isready -q -h 127.0.0.1 -p " + free + " -d shop -U app"));
            postgres.start();
            servers.put(image, new Server(postgres, free));
            try (Connection connection = DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + free + "/shop", "app",
                    PASSWORD);
                    Statement statement = connection.createStatement()) {
                statement.execute(FOUND_BY);
            }
        }
        return Optional.of(servers.get(image));
    }

    /** Whether the image is here, or could be fetched. */
    private static boolean canRun(String image) throws InterruptedException {
        if (isPresent(image)) {
            return true;
        }
        try {
            DockerClientFactory.lazyClient().pullImageCmd(image).start().awaitCompletion();
            return true;
        } catch (RuntimeException unreachable) {
            return false;
        }
    }

    private Server anyServer() throws Exception {
        for (String image : SERVERS) {
            Optional<Server> server = server(image);
            if (server.isPresent()) {
                return server.get();
            }
        }
        assumeTrue(false, "no image of PostgreSQL is here or can be fetched");
        throw new IllegalStateException();
    }

    /** A container with little memory. */
    private GenericContainer<?> howdah() throws IOException {
        port = FreePort.choose();
        http = FreePort.choose();
        return new GenericContainer<>(IMAGE).withNetworkMode("host")
                .withEnv("HOWDAH_LISTEN_PORT", Integer.toString(port))
                .withEnv("HOWDAH_HTTP_LISTEN_ADDR", "127.0.0.1").withEnv("HOWDAH_HTTP_LISTEN_PORT", Integer.toString(http))
                .withEnv("HOWDAH_ADMIN_LISTEN_ADDR", "")
                .withCreateContainerCmdModifier(create -> create.getHostConfig().withMemory(256L << 20))
                .waitingFor(Wait.forLogMessage(".*process up.*", 1).withStartupTimeout(Duration.ofMinutes(1)));
    }

    private String psql(GenericContainer<?> howdah, String database, String sql) throws Exception {
        String url = "postgresql://app:" + URLEncoder.encode(PASSWORD, StandardCharsets.UTF_8).replace("+", "%20") + "@127.0.0.1:"
                + port
                + "/" + database;
        Container.ExecResult result = howdah.execInContainer("psql", "-XAtc", sql, url);
        assertThat(result.getStderr()).isEmpty();
        return result.getStdout().strip();
    }

    /** Checks that the container serves, is healthy, and has not logged the password. */
    private void assertServes(GenericContainer<?> howdah) throws Exception {
        howdah.start();
        assertThat(psql(howdah, "shop", "SELECT current_user || '@' || current_database()")).isEqualTo("app@shop");
        Container.ExecResult health = howdah.execInContainer("howdah-health");
        assertThat(health.getExitCode()).as(health.getStdout() + health.getStderr()).isZero();
        assertThat(howdah.getLogs()).doesNotContain(PASSWORD).doesNotContain("s/s ");
    }

    private static String url(Server server) {
        return "postgresql://app:" + URLEncoder.encode(PASSWORD, StandardCharsets.UTF_8).replace("+", "%20") + "@127.0.0.1:"
                + server.port
                + "/shop";
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres:15", "postgres:16", "postgres:17", "postgres:18"})
    @DisplayName("Before each version of PostgreSQL that there is an image of")
    void eachVersion(String image) throws Exception {
        Optional<Server> server = server(image);
        assumeTrue(server.isPresent(), image + " is neither here nor can be fetched");
        try (GenericContainer<?> howdah = howdah().withEnv("DATABASE_URL", url(server.get()))) {
            assertServes(howdah);
            assertThat(psql(howdah, "shop", "SHOW server_version")).startsWith(image.replace("postgres:", ""));
        }
    }

    static Stream<String> dialects() {
        return Stream.of("howdah", "edoburu parts", "edoburu url", "bitnami", "bitnami dsn", "zalando");
    }

    private static Map<String, String> environment(String dialect, Server server) {
        String port = Integer.toString(server.port);
        return switch (dialect) {
            case "howdah" -> Map.of("DATABASE_URL", url(server));
            case "edoburu parts" -> Map.of("DB_HOST", "127.0.0.1", "DB_PORT", port, "DB_USER", "app", "DB_PASSWORD", PASSWORD,
                    "AUTH_TYPE", "scram-sha-256", "POOL_MODE", "transaction");
            case "edoburu url" -> Map.of("DATABASE_URLS", url(server), "POOL_MODE", "transaction");
            case "bitnami" -> Map.of("POSTGRESQL_HOST", "127.0.0.1", "POSTGRESQL_PORT", port, "POSTGRESQL_USERNAME", "app",
                    "POSTGRESQL_PASSWORD", PASSWORD, "PGBOUNCER_DATABASE", "shop", "PGBOUNCER_POOL_MODE", "transaction");
            case "bitnami dsn" -> Map.of("PGBOUNCER_DSN_0", "shop=host=127.0.0.1 port=" + port, "POSTGRESQL_USERNAME", "app",
                    "POSTGRESQL_PASSWORD", PASSWORD);
            case "zalando" ->
                Map.of("CONNECTION_POOLER_MODE", "transaction", "PGHOST", "127.0.0.1", "PGPORT", port, "PGUSER", "app",
                        "PGPASSWORD", PASSWORD, "PGSCHEMA", "pooler");
            default -> throw new IllegalArgumentException(dialect);
        };
    }

    @ParameterizedTest
    @MethodSource("dialects")
    @DisplayName("By environment alone, in each dialect")
    void eachDialect(String dialect) throws Exception {
        try (GenericContainer<?> howdah = howdah()) {
            environment(dialect, anyServer()).forEach(howdah::withEnv);
            assertServes(howdah);
        }
    }

    @Test
    @DisplayName("By a mounted howdah.yaml")
    void yaml() throws Exception {
        Server server = anyServer();
        String file = """
                databases:
                  shop: {host: 127.0.0.1, port: %d}
                users:
                  app: {password: "${SECRET}"}
                """.formatted(server.port);
        try (GenericContainer<?> howdah = howdah().withEnv("SECRET", PASSWORD)
                .withCopyToContainer(Transferable.of(file), "/etc/howdah/howdah.yaml")) {
            assertServes(howdah);
        }
    }

    @Test
    @DisplayName("By a mounted pgbouncer.ini; called pgbouncer, it is pgbouncer to pkill and on the Unix socket; docker stop ends it with 0")
    void ini() throws Exception {
        Server server = anyServer();
        String file = """
                [databases]
                * = host=127.0.0.1 port=%d
                [pgbouncer]
                listen_addr = 127.0.0.1
                unix_socket_dir = /tmp
                auth_type = scram-sha-256
                auth_file = /etc/pgbouncer/userlist.txt
                pool_mode = transaction
                """.formatted(server.port);
        try (GenericContainer<?> howdah = howdah()
                .withCopyToContainer(Transferable.of(file), "/etc/pgbouncer/pgbouncer.ini")
                .withCopyToContainer(Transferable.of("\"app\" \"" + PASSWORD.replace("\"", "\"\"") + "\"\n"),
                        "/etc/pgbouncer/userlist.txt")
                .withCreateContainerCmdModifier(create -> create.withEntrypoint("/usr/bin/pgbouncer"))
                .withCommand("/etc/pgbouncer/pgbouncer.ini")) {
            assertServes(howdah);
            assertThat(howdah.execInContainer("cat", "/proc/1/comm").getStdout().strip()).isEqualTo("pgbouncer");
            // Who runs the pooler needs no password for the console on the Unix socket.
            assertThat(howdah.execInContainer("psql", "-wXAtc", "SHOW VERSION",
                    "host=/tmp port=" + port + " user=pgbouncer dbname=pgbouncer").getStdout()).contains("Howdah");
            assertThat(howdah.execInContainer("pkill", "-HUP", "--exact", "pgbouncer").getExitCode()).isZero();
            howdah.getDockerClient().stopContainerCmd(howdah.getContainerId()).withTimeout(30).exec();
            assertThat(howdah.getCurrentContainerInfo().getState().getExitCodeLong()).isZero();
            assertThat(howdah.getLogs()).contains("got SIGHUP").contains("got SIGTERM");
        }
    }

    @Test
    @DisplayName("Two that share a Redis: one's answers are the other's, and neither gives what a write through the other has changed")
    void twoShareARedis() throws Exception {
        Server server = anyServer();
        assumeTrue(canRun(REDIS), REDIS + " is neither here nor can be fetched");
        int free = FreePort.choose();
        try (GenericContainer<?> redis = new GenericContainer<>(REDIS).withNetworkMode("host")
                .withCommand("redis-server", "--port", Integer.toString(free), "--bind", "127.0.0.1", "--save", "")
                .waitingFor(Wait.forSuccessfulCommand("redis-cli -p " + free + " ping"))) {
            redis.start();
            String shared = "redis://127.0.0.1:" + free;
            try (GenericContainer<?> first = caching(server, shared)) {
                first.start();
                Connection one = connect();
                Console firstConsole = new Console(port);
                try (GenericContainer<?> second = caching(server, shared)) {
                    second.start();
                    Connection other = connect();
                    Console secondConsole = new Console(port);
                    try (one; other; Statement writer = one.createStatement()) {
                        writer.execute("CREATE TABLE IF NOT EXISTS stock (id int PRIMARY KEY, amount int)");
                        writer.execute("INSERT INTO stock VALUES (1, 0) ON CONFLICT (id) DO UPDATE SET amount = 0");
                        // For half a minute after Redis' start both give no answers from memory.
                        await("hits in memory", () -> amount(one) == 0 && firstConsole.cache("hits_memory") > 0);
                        await("hits from Redis", () -> {
                            writer.execute("UPDATE stock SET amount = amount");
                            return amount(one) == 0 && amount(other) == 0 && secondConsole.cache("hits_redis") > 0;
                        });
                        await("hits in the memory of both", () -> {
                            long before = secondConsole.cache("hits_memory");
                            return amount(other) == 0 && secondConsole.cache("hits_memory") > before;
                        });
                        for (int i = 1; i <= 100; i++) {
                            writer.execute("UPDATE stock SET amount = " + i);
                            assertThat(amount(other)).as("at once, through the other").isEqualTo(i);
                            assertThat(amount(one)).isEqualTo(i);
                            assertThat(amount(other)).isEqualTo(i);
                        }
                    }
                    assertThat(first.getLogs() + second.getLogs()).doesNotContain("ERROR").doesNotContain("Exception");
                }
            }
        }
    }

    @Test
    @DisplayName("With more answers than 256 MB hold it goes on")
    void aFullCache() throws Exception {
        Server server = anyServer();
        try (Connection connection = DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + server.port + "/shop", "app",
                PASSWORD);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS big (id int PRIMARY KEY, v text)");
            statement.execute("INSERT INTO big SELECT id, repeat(md5(id::text), 5000) FROM generate_series(0, 799) AS id "
                    + "ON CONFLICT DO NOTHING");
        }
        try (GenericContainer<?> howdah = howdah().withEnv("DATABASE_URL", url(server)).withEnv("HOWDAH_CACHE_MODE", "ttl")
                .withEnv("HOWDAH_CACHE_TTL", "10min").withEnv("HOWDAH_ADMIN_USERS", "boss")
                .withEnv("HOWDAH_ADMIN_PASSWORD", "boss")) {
            howdah.start();
            Console console = new Console(port);
            ExecutorService readers = Executors.newFixedThreadPool(8);
            try {
                List<Future<?>> reading = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    int first = i * 100;
                    reading.add(readers.submit(() -> {
                        try (Connection connection = connect(); Statement statement = connection.createStatement()) {
                            for (int id = 0; id < 800; id++) {
                                try (ResultSet rows = statement
                                        .executeQuery("SELECT v FROM big WHERE id = " + (first + id) % 800)) {
                                    rows.next();
                                    assertThat(rows.getString(1)).hasSize(160_000);
                                }
                            }
                        }
                        return null;
                    }));
                }
                for (Future<?> each : reading) {
                    each.get();
                }
            } finally {
                readers.shutdownNow();
            }
            assertThat(howdah.isRunning()).as(howdah.getLogs()).isTrue();
            assertThat(console.cache("evictions")).isPositive();
            assertThat(console.cache("bytes")).isBetween(8L << 20, 16L << 20);
        }
    }

    private GenericContainer<?> caching(Server server, String redis) throws IOException {
        return howdah().withEnv("DATABASE_URL", url(server)).withEnv("HOWDAH_CACHE_MODE", "writes")
                .withEnv("HOWDAH_CACHE_TTL", "10min")
                .withEnv("HOWDAH_REDIS_URL", redis).withEnv("HOWDAH_ADMIN_USERS", "boss").withEnv("HOWDAH_ADMIN_PASSWORD", "boss")
                // Containers on a busy machine: a look-up in Redis may take its time.
                .withEnv("HOWDAH_CACHE_REDIS_TIMEOUT", "200ms");
    }

    /** A connection through the Howdah that was made last. */
    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/shop", "app", PASSWORD);
    }

    private static long amount(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT amount FROM stock WHERE id = 1");
                ResultSet rows = select.executeQuery()) {
            assertThat(rows.next()).isTrue();
            return rows.getLong(1);
        }
    }

    /** SHOW CACHE of the database shop. */
    private record Console(int port) {

        long cache(String column) throws SQLException {
            try (Connection connection = DriverManager.getConnection(
                    "jdbc:postgresql://127.0.0.1:" + port + "/pgbouncer?preferQueryMode=simple&assumeMinServerVersion=9.0",
                    "boss", "boss");
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SHOW CACHE")) {
                while (rows.next()) {
                    if (rows.getString("database").equals("shop")) {
                        return rows.getLong(column);
                    }
                }
                throw new AssertionError("shop has no cache");
            }
        }
    }

    private static void await(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + 100_000_000_000L;
        while (!condition.call()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            Thread.sleep(100);
        }
    }
}
