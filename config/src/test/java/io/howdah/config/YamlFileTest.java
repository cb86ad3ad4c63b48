package io.howdah.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Howdah's YAML file. */
class YamlFileTest {

    @Test
    void readsSectionsListsAndUnits() {
        PoolerConfig config = Configs.yaml("""
                event_loops: 4
                listen:
                  addresses: [127.0.0.1, "::1"]
                  port: 7000
                  unix_socket_mode: 0750
                databases:
                  app:
                    hosts: ["a:5433", b]
                    startup_parameters: {work_mem: 64MB, search_path: "a, b"}
                  two: "host=h dbname='t w o'"
                users:
                  app: {password: pw, pool_mode: session}
                pool: {size: 30, reserve_timeout: 2s}
                timeouts:
                  idle_transaction: 5min
                protocol: {max_packet_size: 64MB}
                admin: {users: [root, ops]}
                """);
        assertThat(config.eventLoops()).isEqualTo(4);
        assertThat(config.listen().addresses()).containsExactly("127.0.0.1", "::1");
        assertThat(config.listen().unixSocketMode()).isEqualTo(0750);
        assertThat(config.databases().get("app").hosts())
                .containsExactly(new HostAddress("a", 5433), new HostAddress("b", 5432));
        assertThat(config.databases().get("app").startupParameters())
                .containsExactly(Map.entry("work_mem", "64MB"), Map.entry("search_path", "a, b"));
        assertThat(config.databases().get("two").serverDatabase()).isEqualTo("t w o");
        assertThat(config.pool().mode()).as("the default of this format").isEqualTo(PoolMode.TRANSACTION);
        assertThat(config.timeouts().idleTransaction()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.maxPacketSize()).isEqualTo(64 << 20);
        assertThat(config.admin().adminUsers()).containsExactly("root", "ops");
        assertThat(config.admin().isAdmin("ops")).isTrue();
        assertThat(config.admin().mayReadStats("app")).isFalse();
    }

    @Test
    void anEmptyFileIsAllDefaults() {
        for (String empty : List.of("", "---\n", "# nothing\n", "~")) {
            assertThat(Configs.yaml(empty).listen().port()).isEqualTo(6432);
        }
        assertThat(Configs.yaml("").eventLoops()).isEqualTo(Runtime.getRuntime().availableProcessors());
    }

    @Test
    void nullIsAsIfNotWritten() {
        assertThat(Configs.yaml("pool: {size: }\nlisten:\nuser: ~\n").pool().poolSize()).isEqualTo(20);
    }

    @Test
    void mergesWhatDatabasesShare() {
        PoolerConfig config = Configs.yaml("""
                databases:
                  one: &common {host: h, pool_size: 5}
                  two: {<<: *common, pool_size: 6}
                """);
        assertThat(config.databases().get("two").hosts().get(0).host()).isEqualTo("h");
        assertThat(config.databases().get("two").overrides().poolSize()).hasValue(6);
    }

    @Test
    void reportsDuplicatesInEverySpelling() {
        assertThat(Configs.yamlProblems("""
                pool: {size: 1}
                default_pool_size: 2
                databases:
                  a: {host: h, host: i}
                  a: {host: j}
                """)).containsExactly(
                "file:2: default_pool_size: given twice, first in line 1",
                "file:4: databases.a.host: given twice, first in line 4",
                "file:5: databases.a: given twice, first in line 4");
    }

    @Test
    void reportsWrongShapesAndNames() {
        assertThat(Configs.yamlProblems("""
                pool: 3
                listen: {prot: 1, port: {a: b}, addresses: [[x]]}
                databases: [a]
                databsaes: {}
                timeouts: {query: [1s, 2s]}
                log: {file: !secret x}
                """)).containsExactly(
                "file:1: pool: not a mapping (expected: lines of \"key: value\")",
                "file:2: listen.prot: unknown setting, did you mean port?",
                "file:2: listen.port: a mapping (expected: a value)",
                "file:2: listen.addresses: an item that is no plain value (expected: a list of words)",
                "file:3: databases: not a mapping (expected: lines of \"key: value\")",
                "file:4: databsaes: unknown setting, did you mean databases?",
                "file:5: timeouts.query: \"1s, 2s\" is not a time "
                        + "(expected: seconds, or a time such as 10s, 500ms, 5min, 1h)",
                "file:6: log.file: a value of type !secret (expected: a plain value)");
    }

    @Test
    void nothingInTheFileCanNameAClass() {
        assertThat(Configs.yamlProblems("log: {file: !!javax.script.ScriptEngineManager [x]}"))
                .singleElement().asString().contains("not allowed");
    }

    @Test
    void brokenYamlNamesItsLine() {
        assertThat(Configs.yamlProblems("listen:\n  port: 1\n bad: 2\n")).singleElement().asString()
                .startsWith("file:3: not valid YAML: ");
        assertThat(Configs.yamlProblems("users: {a: {password: ${PW}}}")).singleElement().asString()
                .endsWith("(expected: quotes around \"${...}\" inside braces)");
        assertThat(Configs.yamlProblems("a: 1\n---\nb: 2\n")).singleElement().asString().contains("not valid YAML");
    }

    @Test
    void recursionEnds() {
        assertThat(Configs.yamlProblems("a: &a [*a]\nb: &b {b: *b}")).isNotEmpty();
        assertThat(Configs.yamlProblems("databases: &d {x: *d}")).isNotEmpty();
        assertThat(Configs.yamlProblems("pool: &p {<<: *p, size: x}")).hasSize(1);
        assertThat(Configs.yamlProblems("[".repeat(5000))).isNotEmpty();
    }

    @Test
    void putsTheEnvironmentIntoValues() {
        Map<String, String> environment = Map.of("PW", "s3cret", "EMPTY", "", "HOSTS", "a, b");
        PoolerConfig config = Configs.load("""
                listen: {port: "${PORT:-7777}"}
                databases:
                  app:
                    host: ${HOSTS}
                    user: u-${PW}-$${PW}-$PW
                    dbname: ${EMPTY:-standard}
                users:
                  app: {password: "${PW}"}
                """, ConfigFormat.YAML, environment);
        assertThat(config.listen().port()).isEqualTo(7777);
        assertThat(config.databases().get("app").hosts()).hasSize(2);
        assertThat(config.databases().get("app").user()).contains("u-s3cret-${PW}-$PW");
        assertThat(config.databases().get("app").serverDatabase()).isEqualTo("standard");
        assertThat(config.users().get("app").password()).contains("s3cret");
    }

    @Test
    void missingVariablesAreProblemsAndValuesFromVariablesAreNotShown() {
        assertThat(Configs.problems("""
                listen: {port: "${PW}"}
                log: {file: "${NOT_THERE}/x"}
                pool: {size: "${broken"}
                """, ConfigFormat.YAML, Map.of("PW", "s3cret"))).containsExactly(
                "file:1: listen.port: the value (not shown, it may be a secret) does not fit "
                        + "(expected: a number from 0 to 65535)",
                "file:2: log.file: environment variable NOT_THERE is not set "
                        + "(expected: it to be set, or a default as in ${NOT_THERE:-default})",
                "file:3: pool.size: \"${\" without a name and a closing brace "
                        + "(expected: ${NAME}, ${NAME:-default}, ${file:NAME}, or $${ for a plain ${)");
    }

    @Test
    void putsFilesIntoValues(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("app"), "s3cret\n");
        Files.writeString(directory.resolve("odd"), " two\nlines ${PW}\\\r\n");
        Path file = Files.writeString(directory.resolve("howdah.yaml"), """
                databases: {app: {host: x, password: "${file:odd}"}}
                users: {app: {password: "${file:%s}"}, more: {password: "<${file:app}>"}}
                """.formatted(directory.resolve("app")));
        PoolerConfig config = ConfigSource.read(file, Map.of()).config();
        assertThat(config.users().get("app").password()).contains("s3cret");
        assertThat(config.users().get("more").password()).contains("<s3cret>");
        assertThat(config.databases().get("app").password()).contains(" two\nlines ${PW}\\");
    }

    @Test
    void aMissingFileIsAProblemAndItsContentIsNotShown(@TempDir Path directory) throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), "s3cret");
        assertThat(Configs.problems("""
                users: {app: {password: "${file:%1$s/none}"}}
                log: {file: "${file:%1$s}"}
                listen: {port: "${file:%2$s}"}
                pool: {size: "${file:}"}
                """.formatted(directory, secret), ConfigFormat.YAML, Map.of())).containsExactly(
                "file:1: users.app.password: " + directory + "/none does not exist (expected: a file with the value)",
                "file:2: log.file: " + directory + " is a directory (expected: a file with the value)",
                "file:3: listen.port: the value (not shown, it may be a secret) does not fit "
                        + "(expected: a number from 0 to 65535)",
                "file:4: pool.size: \"${\" without a name and a closing brace "
                        + "(expected: ${NAME}, ${NAME:-default}, ${file:NAME}, or $${ for a plain ${)");
    }

    @Test
    void aHostIsRequired() {
        assertThat(Configs.yamlProblems("databases: {a: , b: {dbname: c}}")).containsExactly(
                "file:1: databases.a.host: missing (expected: a host, or the directory of a Unix socket)",
                "file:1: databases.b.host: missing (expected: a host, or the directory of a Unix socket)");
    }
}
