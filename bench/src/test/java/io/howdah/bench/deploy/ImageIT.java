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
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * Runs the image as users run it, before PostgreSQL in a container. The test does not build the image;
 * {@code docker build -f docker/Dockerfile -t howdah .} does. The environment variable HOWDAH_IMAGE names another image. The
 * containers use the host's network, which every Linux engine has.
 */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImageIT {

    private static final String IMAGE = System.getenv().getOrDefault("HOWDAH_IMAGE", "howdah");
    private static final List<String> SERVERS = List.of("postgres:18", "postgres:17", "postgres:16", "postgres:15");

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

    private static boolean isEngineThere() {
        try {
            return DockerClientFactory.instance().isDockerAvailable();
        } catch (RuntimeException unusable) {
            return false;
        }
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
            if (!isPresent(image)) {
                try {
                    DockerClientFactory.lazyClient().pullImageCmd(image).start().awaitCompletion();
                } catch (RuntimeException unreachable) {
                    return Optional.empty();
                }
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
    @DisplayName("By a mounted pgbouncer.ini; called pgbouncer, it is pgbouncer to pkill; docker stop ends it with 0")
    void ini() throws Exception {
        Server server = anyServer();
        String file = """
                [databases]
                * = host=127.0.0.1 port=%d
                [pgbouncer]
                listen_addr = 127.0.0.1
                unix_socket_dir =
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
            assertThat(howdah.execInContainer("pkill", "-HUP", "--exact", "pgbouncer").getExitCode()).isZero();
            howdah.getDockerClient().stopContainerCmd(howdah.getContainerId()).withTimeout(30).exec();
            assertThat(howdah.getCurrentContainerInfo().getState().getExitCodeLong()).isZero();
            assertThat(howdah.getLogs()).contains("got SIGHUP").contains("got SIGTERM");
        }
    }
}
