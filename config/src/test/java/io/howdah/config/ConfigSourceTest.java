package io.howdah.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Reading a source again, and setting single settings. */
class ConfigSourceTest {

    private static final Map<String, String> NO_ENVIRONMENT = Map.of();

    @TempDir
    private Path folder;

    private Path write(String text) throws Exception {
        return Files.writeString(folder.resolve("pgbouncer.ini"), "[databases]\nshop = host=127.0.0.1\n[pgbouncer]\n" + text);
    }

    private static String value(ConfigSource source, String key) {
        return Configs.setting(source.config(), key).value();
    }

    private static List<String> problems(ThrowingCall call) throws Exception {
        try {
            call.run();
        } catch (ConfigException e) {
            return e.problems().list().stream().map(ConfigProblem::toString).toList();
        }
        throw new AssertionError("no problem");
    }

    private interface ThrowingCall {
        void run() throws Exception;
    }

    @Test
    void setsOneByOneUntilItIsReadAgain() throws Exception {
        ConfigSource first = ConfigSource.read(write("default_pool_size = 5\nquery_timeout = 7\n"),
                Map.of("HOWDAH_QUERY_TIMEOUT", "9"));
        ConfigSource second = first.with("default_pool_size", "30").with("query_timeout", "500ms");
        assertThat(second.config().pool().poolSize()).isEqualTo(30);
        assertThat(second.config().timeouts().query()).hasMillis(500);
        assertThat(Configs.setting(second.config(), "query_timeout").origin()).hasToString("SET");
        assertThat(first.config().pool().poolSize()).isEqualTo(5);
        assertThat(first.changesTo(second).changes()).hasToString("[default_pool_size: 5 -> 30, query_timeout: 9 -> 0.5]");

        // A change of the file takes effect only when the file is read again.
        write("default_pool_size = 6\n");
        assertThat(value(second.with("verbose", "1"), "default_pool_size")).isEqualTo("30");
        ConfigSource third = second.readAgain();
        assertThat(value(third, "default_pool_size")).isEqualTo("6");
        assertThat(value(third, "query_timeout")).isEqualTo("9");
    }

    /** Reading a device may never end, and reading a pipe waits for a writer: TextFiles checks kind and size of a file first. */
    @Test
    @Timeout(20)
    void whatIsNoFileChangesNothing() throws Exception {
        ConfigSource first = ConfigSource.read(write("default_pool_size = 5\n"), NO_ENVIRONMENT);
        Path pipe = folder.resolve("pipe");
        assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);
        for (String name : List.of("/dev/zero", pipe.toString())) {
            write("default_pool_size = 6\nauth_file = " + name + "\n");
            assertThat(problems(first::readAgain)).singleElement().asString()
                    .contains("auth_file: " + name + " is no regular file");
            write("default_pool_size = 6\n%include " + name + "\n");
            assertThat(problems(first::readAgain)).singleElement().asString()
                    .contains("%include: " + name + " is no regular file");
            assertThat(problems(() -> ConfigSource.read(Path.of(name), NO_ENVIRONMENT))).singleElement().asString()
                    .contains("is no regular file");
        }
        Path large = folder.resolve("large");
        try (var file = new java.io.RandomAccessFile(large.toFile(), "rw")) {
            file.setLength((32 << 20) + 1);
        }
        write("default_pool_size = 6\nauth_file = " + large + "\n");
        assertThat(problems(first::readAgain)).singleElement().asString()
                .contains(large + " is too large (expected: at most 32 MB)");
        // A link to a file is as good as the file: containers mount secrets as links.
        Path users = Files.writeString(folder.resolve("users.txt"), "\"webapp\" \"secret\"\n");
        Path link = Files.createSymbolicLink(folder.resolve("link"), users);
        write("auth_file = " + link + "\n");
        assertThat(first.readAgain().config().users()).containsKey("webapp");
    }

    @Test
    void keepsWhatTakesARestart() throws Exception {
        ConfigSource first = ConfigSource.read(write("listen_port = 7001\nmax_client_conn = 10\n"), NO_ENVIRONMENT);
        write("listen_port = 7002\nmax_client_conn = 20\n");
        ConfigSource second = first.readAgain();
        assertThat(second.config().listen().port()).isEqualTo(7001);
        assertThat(value(second, "listen_port")).isEqualTo("7001");
        assertThat(second.config().listen().maxClientConnections()).isEqualTo(20);
        ConfigDiff diff = first.changesTo(second);
        assertThat(diff.changed()).containsExactly("listen_port", "max_client_conn");
        assertThat(diff.needRestart()).containsExactly("listen_port");
        assertThat(second.with("max_client_conn", "30").config().listen().port()).isEqualTo(7001);
        // The value still differs from the value in force, so the log must name it again.
        assertThat(second.changesTo(second.readAgain()).needRestart()).containsExactly("listen_port");
    }

    @Test
    void refusesWhatDoesNotFit() throws Exception {
        ConfigSource source = ConfigSource.read(write(""), NO_ENVIRONMENT);
        assertThat(problems(() -> source.with("default_pool_size", "many")))
                .containsExactly("SET: default_pool_size: \"many\" is not a number (expected: a number, at least 0)");
        assertThat(problems(() -> source.with("listen_port", "1")))
                .containsExactly("SET: listen_port: takes effect at a restart alone");
        assertThat(problems(() -> source.with("default_pool_siz", "1")).get(0)).contains("default_pool_siz", "default_pool_size");
        assertThat(problems(() -> source.with("stats_period", "0")).get(0))
                .startsWith("SET: stats_period: averages need a period");
        assertThat(problems(() -> source.with("pool_mode", "none")).get(0)).contains("one of session, transaction, statement");
        assertThat(source.config().pool().poolSize()).isEqualTo(20);
    }

    @Test
    void aBrokenFileLeavesTheSourceAsItWas() throws Exception {
        ConfigSource source = ConfigSource.read(write(""), NO_ENVIRONMENT).with("default_pool_size", "9");
        write("default_pool_size = x\nnonsense = 1\n");
        assertThat(problems(source::readAgain)).hasSize(2);
        assertThat(value(source, "default_pool_size")).isEqualTo("9");
        Files.delete(folder.resolve("pgbouncer.ini"));
        assertThatThrownBy(source::readAgain).isInstanceOf(ConfigException.class);
    }

    @Test
    void conffileNamesTheFileToReadNext() throws Exception {
        ConfigSource source = ConfigSource.read(write("default_pool_size = 5\n"), NO_ENVIRONMENT);
        assertThat(value(source, "conffile")).endsWith("pgbouncer.ini");
        Path other = Files.writeString(folder.resolve("other.yaml"), "pool: {size: 8}\ndatabases: {shop: {host: x}}\n");
        ConfigSource next = source.with("conffile", other.toString()).readAgain();
        assertThat(next.config().pool().poolSize()).isEqualTo(8);
        assertThat(value(next, "conffile")).isEqualTo(other.toString());
    }

    @Test
    void writesValuesAsPgBouncerDoes() throws Exception {
        PoolerConfig config = Configs.yaml("timeouts: {query_wait: 2min}\nlog: {connections: false}\npool: {mode: session}");
        assertThat(Configs.setting(config, "query_wait_timeout").iniValue()).isEqualTo("120");
        assertThat(Configs.setting(config, "log_connections").iniValue()).isEqualTo("0");
        assertThat(Configs.setting(config, "log_connections").iniDefault()).isEqualTo("1");
        config.settings().forEach(setting -> assertThat(setting.iniValue()).as(setting.key()).isNotNull());
    }

    @Test
    void aFixedOneStaysAsItIs() throws Exception {
        ConfigSource source = ConfigSource.fixed(Configs.yaml("pool: {size: 4}"));
        assertThat(source.config().pool().poolSize()).isEqualTo(4);
        assertThat(problems(source::readAgain)).containsExactly("SET: the configuration did not come from a file");
        assertThat(problems(() -> source.with("verbose", "1"))).hasSize(1);
    }

    @Test
    void aTextIsReadAgainToTheSameEffect() throws Exception {
        ConfigSource source = ConfigSource.of("pool: {size: 4}", ConfigFormat.YAML, folder, NO_ENVIRONMENT);
        assertThat(source.with("default_pool_size", "5").readAgain().config().pool().poolSize()).isEqualTo(4);
    }
}
