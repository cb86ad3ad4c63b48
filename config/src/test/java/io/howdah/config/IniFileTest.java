package io.howdah.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PgBouncer's file with PgBouncer's quirks. */
class IniFileTest {

    @TempDir
    Path directory;

    @Test
    void readsSectionsCommentsAndIndentation() {
        PoolerConfig config = Configs.ini("""
                ; a comment
                # another
                   [pgbouncer]
                   listen_port=7001
                  ; indented = comment
                listen_addr   =   *  \t
                server_reset_query = SELECT 'a;b' || '#' = 'x'
                [databases]
                app =
                [pgbouncer]
                listen_port = 7002
                """);
        assertThat(config.listen().port()).as("the last one counts").isEqualTo(7002);
        assertThat(config.listen().addresses()).containsExactly("*");
        assertThat(config.server().resetQuery()).isEqualTo("SELECT 'a;b' || '#' = 'x'");
        assertThat(config.databases().get("app").hosts()).containsExactly(new HostAddress("/tmp", 5432));
    }

    @Test
    void readsWindowsLineEnds() {
        assertThat(Configs.ini("[pgbouncer]\r\nlisten_port = 7003\r\n").listen().port()).isEqualTo(7003);
    }

    @Test
    void quotesInConnectionStrings() {
        DatabaseConfig app = Configs.ini("""
                [databases]
                "my ""odd"" db" = host = h  dbname='a b' user=u password='it''s; x=y #1' connect_query='SELECT ''1'''
                """).databases().get("my \"odd\" db");
        assertThat(app.serverDatabase()).isEqualTo("a b");
        assertThat(app.password()).contains("it's; x=y #1");
        assertThat(app.connectQuery()).contains("SELECT '1'");
    }

    @Test
    void brokenConnectionStringsNeverShowTheirText() {
        List<String> problems = Configs.iniProblems("""
                [databases]
                a = password=hush1 hush2
                b = password='hush3
                c = password=
                d = password='hush4'hush5
                e = user=u password=hush6 hush7=hush8
                """);
        assertThat(problems).hasSize(5);
        assertThat(problems.get(0)).startsWith("file:2: databases.a: no '=' where one belongs, at character 21");
        assertThat(problems.get(1)).startsWith("file:3: databases.b: the quote opened at character 10 is never closed");
        assertThat(problems.get(2)).startsWith("file:4: databases.c: pair 1 has no value");
        assertThat(problems.get(3)).startsWith("file:5: databases.d: no blank after the closing quote");
        assertThat(problems.get(4)).startsWith("file:6: databases.e.?: an unknown key after the password");
        assertThat(String.join("", problems)).doesNotContain("hush");
    }

    @Test
    void timesAreSecondsWithFractionsOrUnits() {
        assertThat(wait("1.5")).isEqualTo(Duration.ofMillis(1500));
        assertThat(wait(".5")).isEqualTo(Duration.ofMillis(500));
        assertThat(wait("2m")).isEqualTo(Duration.ofMinutes(2));
        assertThat(wait("1 h")).isEqualTo(Duration.ofHours(1));
        assertThat(wait("1d")).isEqualTo(Duration.ofDays(1));
        assertThat(wait("0")).isEqualTo(Duration.ZERO);
        for (String wrong : List.of("-1", "1 fortnight", "", "1e9", "999999999999d", "NaN", "1,5")) {
            assertThat(Configs.iniProblems("[pgbouncer]\nquery_wait_timeout = " + wrong)).as(wrong).hasSize(1);
        }
    }

    private static Duration wait(String text) {
        return Configs.ini("[pgbouncer]\nquery_wait_timeout = " + text).timeouts().queryWait();
    }

    @Test
    void booleansNumbersAndWords() {
        for (String on : List.of("1", "yes", "ON", "True")) {
            assertThat(Configs.ini("[pgbouncer]\nso_reuseport = " + on).listen().reusePort()).isTrue();
        }
        assertThat(Configs.iniProblems("[pgbouncer]\nso_reuseport = 2\nlog_stats = maybe\nlisten_port = 0777\n"
                + "max_client_conn = 99999999999\nverbose = 1.0\nunix_socket_mode = 999\npool_mode = sesion"))
                .containsExactly(
                        "file:2: so_reuseport: \"2\" is neither on nor off "
                                + "(expected: one of 1, 0, yes, no, on, off, true, false)",
                        "file:3: log_stats: \"maybe\" is neither on nor off "
                                + "(expected: one of 1, 0, yes, no, on, off, true, false)",
                        "file:4: listen_port: \"0777\" is not a number (expected: a number from 0 to 65535)",
                        "file:5: max_client_conn: 99999999999 is out of range (expected: a number, at least 1)",
                        "file:6: verbose: \"1.0\" is not a number (expected: a number from 0 to 9)",
                        "file:7: unix_socket_mode: \"999\" are no permissions "
                                + "(expected: permission bits in octal such as 0770)",
                        "file:8: pool_mode: unknown value \"sesion\" "
                                + "(expected: one of session, transaction, statement)");
    }

    @Test
    void theCheckQueryMayBeEmptyOrOff() {
        assertThat(Configs.ini("").server().checkQuery()).contains("");
        assertThat(Configs.ini("[pgbouncer]\nserver_check_query = <empty>").server().checkQuery()).contains("");
        assertThat(Configs.ini("[pgbouncer]\nserver_check_query =").server().checkQuery()).isEmpty();
    }

    @Test
    void deferAcceptTakesTheSecondsOfOlderFiles() {
        assertThat(Configs.ini("[pgbouncer]\ntcp_defer_accept = 45").listen().tcp().deferAccept()).isTrue();
    }

    @Test
    void saysWhichLineIsNotUnderstood() {
        assertThat(Configs.iniProblems("""
                listen_port = 1
                [pgbuoncer]
                x = 1
                [pgbouncer]
                listen_prot = 1
                what is this
                [databases
                """)).containsExactly(
                "file:1: listen_port: stands before the first [section] "
                        + "(expected: [pgbouncer], [databases] or [users] above)",
                "file:2: [pgbuoncer]: unknown section, did you mean pgbouncer? "
                        + "(expected: one of databases, users, pgbouncer, peers)",
                "file:5: listen_prot: unknown setting, did you mean listen_port?",
                "file:6: this line is not understood "
                        + "(expected: [section], key = value, %include file, or a comment after ; or #)",
                "file:7: this line is not understood "
                        + "(expected: [section], key = value, %include file, or a comment after ; or #)");
    }

    @Test
    void aLineOfManySectionsTakesNoStack() {
        PoolerConfig config = Configs.ini("[users]".repeat(50_000) + " [pgbouncer] \t[pgbouncer]listen_port = 7004\n");
        assertThat(config.listen().port()).isEqualTo(7004);
        assertThat(Configs.iniProblems("[users]".repeat(50_000) + "x")).hasSize(1);
    }

    @Test
    void includesGoOnInTheSameSectionAndReportTheirOwnLines() throws Exception {
        Files.writeString(directory.resolve("more.ini"), "listen_port = 7100\n[databases]\nx = host=h prot=1\n");
        Path main = directory.resolve("main.ini");
        Files.writeString(main,
                "[pgbouncer]\n%include more.ini\ny = host=h2\n%include absent.ini\n%include main.ini\n");
        assertThat(problemsOf(main)).satisfiesExactlyInAnyOrder(
                p -> assertThat(p).contains("main.ini:4: %include: ").contains("absent.ini does not exist"),
                p -> assertThat(p).contains("main.ini:5: %include: ").endsWith("main.ini includes itself"),
                p -> assertThat(p).contains("more.ini:3: databases.x.prot: unknown key, did you mean port?"));
    }

    @Test
    void aRelativeNameIsOneInTheWorkingDirectoryAsPgBouncersIs() throws Exception {
        Path here = Files.createTempFile(Path.of(""), "here", ".txt");
        try {
            String name = here.getFileName().toString();
            Files.writeString(here, "\"working\" \"\"\n");
            Files.writeString(directory.resolve(name), "\"beside\" \"\"\n");
            Path ini = Files.writeString(directory.resolve("main.ini"), "[pgbouncer]\nauth_file = " + name + "\n");
            Path yaml = Files.writeString(directory.resolve("main.yaml"), "auth_file: " + name + "\n");
            assertThat(ConfigLoader.load(ini, Map.of()).users()).containsOnlyKeys("working");
            assertThat(ConfigLoader.load(yaml, Map.of()).users()).containsOnlyKeys("beside");
        } finally {
            Files.delete(here);
        }
    }

    @Test
    void sectionsGoOnWhereTheyWereAndTheLastValueCounts() {
        PoolerConfig config = Configs.ini("""
                [databases]
                  a = host=h port=1
                [pgbouncer]
                \tdefault_pool_size = 5
                  default_pool_size = 7
                server_check_query = select 1 ; -- x = y
                [databases]
                b = host=h dbname='a;b=c d' connect_query = 'select ''x;y=z'' ; '
                a = host=h port=2
                [pgbouncer]
                min_pool_size = 2
                """);
        assertThat(config.databases().get("a").hosts()).containsExactly(new HostAddress("h", 2));
        assertThat(config.databases().get("b").serverDatabase()).isEqualTo("a;b=c d");
        assertThat(config.databases().get("b").connectQuery()).contains("select 'x;y=z' ; ");
        assertThat(config.pool().poolSize()).isEqualTo(7);
        assertThat(config.pool().minPoolSize()).isEqualTo(2);
        assertThat(config.server().checkQuery()).contains("select 1 ; -- x = y");
        assertThat(Configs.warnings(config)).contains("file:10: [pgbouncer]: stands here again and goes on where it was;"
                + " PgBouncer would forget what it said before");
    }

    @Test
    void filesThatAreNoTextAreRefused() throws Exception {
        Path binary = directory.resolve("binary");
        Files.write(binary, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertThat(problemsOf(binary)).singleElement().asString().endsWith("is not a UTF-8 text");
        assertThat(problemsOf(directory)).singleElement().asString().contains("is a directory");
        assertThat(problemsOf(directory.resolve("none"))).singleElement().asString().endsWith("none does not exist");
    }

    private static List<String> problemsOf(Path file) {
        try {
            ConfigLoader.load(file, Map.of());
            return List.of();
        } catch (ConfigException refused) {
            return refused.problems().list().stream().map(ConfigProblem::toString).toList();
        }
    }

    @Test
    void theUserListIsFoundBesideTheFile() throws Exception {
        Files.writeString(directory.resolve("users.txt"), "\"u\" \"p\"\n");
        Path main = directory.resolve("main.ini");
        Files.writeString(main, "\uFEFF[pgbouncer]\nauth_file = users.txt\nauth_type = plain\n");
        PoolerConfig config = ConfigLoader.load(main, Map.of());
        assertThat(config.users().get("u").password()).contains("p");
        assertThat(config.auth().file()).contains(directory.resolve("users.txt"));
    }

    /** The file that distributions ship, with every comment and every default. */
    @Test
    void aFileInTheStyleOfDistributionsLoadsUnchanged() throws Exception {
        PoolerConfig config = loadDistributionFile(text -> text);
        assertThat(config.format()).isEqualTo(ConfigFormat.INI);
        assertThat(config.users()).containsKeys("alice", "bob", "carol");
        assertThat(config.listen().unixSocketDir()).contains("/var/run/postgresql");
        assertThat(config.log().logfile()).contains(Path.of("/var/log/postgresql/pgbouncer.log"));
        assertThat(Configs.warnings(config)).singleElement().asString().contains("there are none");
    }

    /** The same file with every commented default switched on: no setting changes, and there is no warning. */
    @Test
    void itsCommentedDefaultsAreTheDefaults() throws Exception {
        PoolerConfig config = loadDistributionFile(text -> text.replaceAll("(?m)^;([a-z_0-9]+ =)", "$1"));
        List<String> written = List.of("logfile", "pidfile", "listen_addr", "unix_socket_dir", "auth_file");
        assertThat(config.settings()).filteredOn(setting -> !setting.isDefault()).extracting(Setting::key)
                .containsExactlyInAnyOrderElementsOf(written);
        assertThat(config.settings()).filteredOn(setting -> setting.origin().kind() == Origin.Kind.FILE)
                .hasSizeGreaterThan(90);
        assertThat(config.databases()).containsOnlyKeys("foodb", "bardb", "forcedb", "nondefaultdb");
        assertThat(config.warnings()).isEmpty();
    }

    private PoolerConfig loadDistributionFile(UnaryOperator<String> change)
            throws IOException, ConfigException {
        Path users = directory.resolve("userlist.txt");
        copy("userlist.txt", users);
        Path file = directory.resolve("pgbouncer.ini");
        copy("pgbouncer.ini", file);
        // Only the path of the user list differs from an installed system.
        String text = change.apply(Files.readString(file)).replace("/etc/pgbouncer/userlist.txt", users.toString());
        Files.writeString(file, text);
        return ConfigLoader.load(file, Map.of());
    }

    private static void copy(String resource, Path to) throws IOException {
        try (var in = IniFileTest.class.getResourceAsStream(resource)) {
            Files.writeString(to, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void aDatabaseWithoutHostNeedsASocketDirectory() {
        assertThat(Configs.iniProblems("[pgbouncer]\nunix_socket_dir =\nlisten_addr = *\n[databases]\nx = dbname=y"))
                .containsExactly("file:5: databases.x.host: missing "
                        + "(expected: a host, or the directory of a Unix socket)");
        assertThat(Configs.ini("[pgbouncer]\nunix_socket_dir = @pg\n[databases]\nx =").databases().get("x").hosts())
                .containsExactly(new HostAddress("@pg", 5432));
    }

    @Test
    void peersAreRead() {
        PoolerConfig config = Configs.ini("""
                [peers]
                1 = host=/tmp/p1
                2 = host=other port=7000 pool_size=3
                [pgbouncer]
                peer_id = 1
                """);
        assertThat(config.process().peerId()).isEqualTo(1);
        assertThat(config.process().peers()).containsExactly(
                Map.entry(1, new PeerConfig(1, new HostAddress("/tmp/p1", 6432), OptionalInt.empty())),
                Map.entry(2, new PeerConfig(2, new HostAddress("other", 7000), OptionalInt.of(3))));
        assertThat(Configs.iniProblems("[peers]\n0 = port=x")).hasSize(3);
    }

    @Test
    void abstractAndDirectorySockets() {
        assertThat(new HostAddress("/run/pg", 5433).unixSocketPath()).isEqualTo("/run/pg/.s.PGSQL.5433");
        assertThat(new HostAddress("@pg", 5433).isUnixSocket()).isTrue();
        assertThat(new HostAddress("db", 5433).isUnixSocket()).isFalse();
        assertThat(Configs.ini("[databases]\nx = host=2001:db8::1").databases().get("x").hosts().get(0).toString())
                .isEqualTo("[2001:db8::1]:5432");
        assertThat(Configs.iniProblems("[databases]\nx = host='a b'")).hasSize(1);
    }
}
