package io.howdah.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All errors come at once; unsafe values are errors; merely odd values are warnings. */
class ProblemsTest {

    @Test
    void allAtOnceSortedByLine() {
        assertThat(Configs.problems("""
                [pgbouncer]
                stats_period = 0
                auth_type = pam
                listen_port = 70000
                pool_mod = session
                unix_socket_dir = relative
                [databases]
                pgbouncer = host=h
                x = host=h port=0 pool_size=many
                """, ConfigFormat.INI, Map.of("HOWDAH_VERBOSE", "loud"))).containsExactly(
                "file:2: stats_period: averages need a period (expected: more than 0)",
                "file:3: auth_type: \"pam\" is not available in this version "
                        + "(expected: one of any, trust, plain, md5, scram-sha-256, cert, ldap, oauth, hba)",
                "file:4: listen_port: 70000 is out of range (expected: a number from 0 to 65535)",
                "file:5: pool_mod: unknown setting, did you mean pool_mode?",
                "file:6: unix_socket_dir: \"relative\" is neither an absolute directory nor an abstract name "
                        + "(expected: /directory or @name)",
                "file:8: databases.pgbouncer: this name is reserved for the admin console (expected: another name)",
                "file:9: databases.x.port: 0 is out of range (expected: a number from 1 to 65535)",
                "file:9: databases.x.pool_size: \"many\" is not a number "
                        + "(expected: a number, at least 0, or -1 for the general setting)",
                "environment HOWDAH_VERBOSE: verbose: \"loud\" is not a number (expected: a number from 0 to 9)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"auth_type = pam", "auth_type = peer", "auth_type = reject"})
    void whatWouldProtectLessThanAskedForIsRefused(String line) {
        assertThat(Configs.iniProblems("[pgbouncer]\n" + line)).singleElement().asString()
                .contains("is not available in this version");
    }

    @Test
    void theConsoleAnswersNoAuthQuery() {
        String words = "database as an auth_dbname (expected: another database)";
        assertThat(Configs.iniProblems("[pgbouncer]\nauth_dbname = pgbouncer\n[databases]\nx = host=h auth_dbname=pgbouncer\n"
                + "* = host=h auth_dbname=howdah"))
                .containsExactly("file:2: auth_dbname: cannot use the reserved \"pgbouncer\" " + words,
                        "file:4: databases.x.auth_dbname: cannot use the reserved \"pgbouncer\" " + words,
                        "file:5: databases.*.auth_dbname: cannot use the reserved \"howdah\" " + words);
    }

    @Test
    void targetSessionAttrsIsRefusedRatherThanIgnored() {
        assertThat(Configs.iniProblems("[databases]\nx = host=h target_session_attrs=read-write"))
                .singleElement().asString().contains("target_session_attrs");
    }

    @Test
    void aMinimumAboveTheSizeIsAProblemInYamlAndAWarningInIni() {
        assertThat(Configs.yamlProblems("pool: {size: 5, min_size: 6}\ndatabases: {a: {host: h, pool_size: 4}}"))
                .containsExactly(
                        "file:1: pool.min_size: 6 connections are to be kept in a pool of 5 "
                                + "(expected: at most the pool size)",
                        "file:2: databases.a.min_pool_size: 6 connections are to be kept in a pool of 4 "
                                + "(expected: at most the pool size)");
        assertThat(Configs.warnings(Configs.ini("[pgbouncer]\nmin_pool_size = 30")))
                .contains("file:2: min_pool_size: 30 is more than the pool size and counts as 20");
        assertThat(Configs.yamlProblems("pool: {size: 0, min_size: 6}")).isEmpty();
    }

    @Test
    void somewhereToListenAndNoPortTwice() {
        assertThat(Configs.yamlProblems("listen: {addresses: []}")).singleElement().asString()
                .contains("nowhere to listen");
        assertThat(Configs.yamlProblems("admin: {listen_port: 6432}")).singleElement().asString()
                .contains("is the port of the pooler itself");
        assertThat(Configs.yamlProblems("admin: {listen_port: 6432, listen_addr: ''}")).isEmpty();
        assertThat(Configs.yamlProblems("listen: {port: 0}\nadmin: {listen_port: 0}")).isEmpty();
        assertThat(Configs.yamlProblems("admin: {http_listen_port: 6432}")).singleElement().asString()
                .contains("is the port of the pooler itself");
        assertThat(Configs.yamlProblems("admin: {http_listen_port: 6433}")).singleElement().asString()
                .contains("is the port of the console");
        assertThat(Configs.yamlProblems("listen: {port: 9127}")).isEmpty();
        assertThat(Configs.yamlProblems("admin: {http_required_databases: [nowhere]}")).singleElement().asString()
                .contains("there is no database \"nowhere\"");
        assertThat(Configs.yamlProblems("listen: {unix_socket_dir: /" + "x".repeat(100) + "}")).singleElement()
                .asString().contains("the path of the socket is too long");
    }

    @Test
    void nulCharactersNeverGetThrough() {
        assertThat(Configs.yamlProblems("databases: {a: {host: h, dbname: \"x\\0user\\0root\"}}"))
                .singleElement().asString().contains("contains a NUL character");
        assertThat(Configs.yamlProblems("databases: {\"a\\0b\": {host: h}}")).isNotEmpty();
    }

    @Test
    void warnsWhenNobodyCanLogIn() {
        assertThat(Configs.warnings(Configs.yaml("databases: {a: {host: h}}"))).containsExactly(
                "default: auth.type: no users are known, so nobody can log in: give auth_file or users");
        assertThat(Configs.warnings(
                Configs.yaml("auth: {type: any}\ndatabases: {a: {host: h}, b: {host: h, user: u}}")))
                .containsExactly(
                        "file:2: databases.a: auth_type any needs a user here; nobody can use this database");
        assertThat(Configs.warnings(Configs.yaml(
                "databases: {a: {host: h}}\nusers: {u: {password: md5d51c9a7e9353746a6020f9602d452929}}")))
                .containsExactly(
                        "default: users.u: an MD5 secret cannot be used with auth_type scram-sha-256");
        assertThat(Configs.warnings(Configs.yaml("databases: {a: {host: h, password: x}}\nusers: {u: {password: p}}")))
                .containsExactly("file:1: databases.a.password: has no effect without user");
    }

    @Test
    void aBrokenScramSecretIsNotTakenForAPassword() {
        assertThat(Configs.yamlProblems("users: {u: {password: 'SCRAM-SHA-256$hush'}}")).singleElement().asString()
                .contains("a broken SCRAM secret").doesNotContain("hush");
    }

    @Test
    void suggestsOnlyWhatIsNear() {
        assertThat(Suggestions.closest("max_clinet_conn", Catalogue.keys())).contains("max_client_conn");
        assertThat(Suggestions.closest("pool_sise", List.of("pool_size"))).contains("pool_size");
        assertThat(Suggestions.closest("zzz", Catalogue.keys())).isEmpty();
        assertThat(Suggestions.closest("x".repeat(100_000), Catalogue.keys())).isEmpty();
    }

    @Test
    void mistypedEnvironmentOverridesAreNoticed() {
        PoolerConfig config = Configs.load("auth_type: any", ConfigFormat.YAML, Map.of("HOWDAH_EVENT_LOPS", "1",
                "HOWDAH_SERVICE_HOST", "10.0.0.1", "HOWDAH_PORT_6432_TCP", "tcp://x", "HOWDAH_LISTEN_PORT", ""));
        assertThat(Configs.warnings(config)).filteredOn(warning -> warning.contains("HOWDAH")).containsExactly(
                "environment HOWDAH_EVENT_LOPS: HOWDAH_EVENT_LOPS: not a setting, did you mean HOWDAH_EVENT_LOOPS?");
        assertThat(config.listen().port()).as("an empty variable is as good as none").isEqualTo(6432);
    }

    @Test
    void eachProblemIsOneLineWhateverTheFileHolds() {
        assertThat(Configs.iniProblems("[pgbouncer]\n%include /a\rb\u001b[2J\u2028c\n")).containsExactly(
                "file:2: %include: /a\\rb\\u001b[2J\\u2028c does not exist");
        // The parser's own words have a line end here.
        assertThat(Configs.yamlProblems("&\n&b{ <<: 1}")).singleElement().asString().startsWith("file:1: not valid YAML: ")
                .contains("\\n");
    }
}
