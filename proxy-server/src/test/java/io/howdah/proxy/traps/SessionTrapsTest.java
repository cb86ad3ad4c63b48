package io.howdah.proxy.traps;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.FrontendType;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.Script;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.LeakWatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Traps 65 to 87: prepared statements, parameters, cancel requests. */
@Timeout(120)
class SessionTrapsTest {

    @RegisterExtension
    static final LeakWatch WATCH = LeakWatch.withLog();

    private static final byte[] SET_DONE = Frames.concat(Frames.commandComplete("SET"), Frames.readyForQuery('I'));
    private static final byte[] READY = Frames.readyForQuery('I');

    private static byte[] error(String sqlState) {
        return Frames.error("ERROR", sqlState, "no");
    }

    // Statements.

    @Test
    void trap65_theUnnamedStatementOutlivesTheTransaction() throws IOException {
        Script first = Rig.login().expectBytes(Frames.parse("", "SELECT $1", 25), Frames.sync())
                .send(Frames.parseComplete(), READY)
                .answer("SELECT 'other'", Rig.row("x"))
                .expectBytes(Frames.parse("", "SELECT $1", 25), Frames.bind("", "", "v"), Frames.execute("", 0), Frames.sync())
                .send(Frames.parseComplete(), Frames.bindComplete(), Frames.dataRow("v"), Frames.commandComplete("SELECT 1"),
                        READY);
        try (Rig rig = Rig.of(first)) {
            ScriptedClient client = rig.client();
            client.send(Frames.parse("", "SELECT $1", 25), Frames.sync());
            client.expectBytes(Frames.parseComplete(), READY);
            rig.client().query("SELECT 'other'");
            client.send(Frames.bind("", "", "v"), Frames.execute("", 0), Frames.sync());
            client.expectBytes(Frames.bindComplete(), Frames.dataRow("v"), Frames.commandComplete("SELECT 1"), READY);
            rig.verify();
        }
    }

    @Test
    void trap65_butNotASimpleQuery() throws IOException {
        Script script = Rig.login().expectBytes(Frames.parse("", "SELECT 1"), Frames.sync()).send(Frames.parseComplete(), READY)
                .answer("SELECT 2", Rig.row("2"))
                .expectBytes(Frames.closeStatement(""), Frames.bind("", ""), Frames.sync())
                .send(Frames.closeComplete(), error("26000"), READY);
        try (Rig rig = Rig.of(script)) {
            ScriptedClient client = rig.client();
            client.send(Frames.parse("", "SELECT 1"), Frames.sync());
            client.expectBytes(Frames.parseComplete(), READY);
            client.query("SELECT 2");
            client.send(Frames.bind("", ""), Frames.sync());
            List<io.howdah.protocol.fixtures.Frame> answer = client.readUntil(BackendType.READY_FOR_QUERY);
            assertThat(Rig.types(answer)).isEqualTo("E Z");
        }
    }

    @Test
    void trap65_anotherClientsUnnamedStatementIsNotRun() throws IOException {
        Script script = Rig.login().expectBytes(Frames.parse("", "SELECT 'secret'"), Frames.sync())
                .send(Frames.parseComplete(), READY)
                .expectBytes(Frames.closeStatement(""), Frames.bind("", ""), Frames.execute("", 0), Frames.sync())
                .send(Frames.closeComplete(), error("26000"), READY);
        try (Rig rig = Rig.of(script)) {
            ScriptedClient owner = rig.client();
            owner.send(Frames.parse("", "SELECT 'secret'"), Frames.sync());
            owner.expectBytes(Frames.parseComplete(), READY);
            ScriptedClient thief = rig.client();
            thief.send(Frames.bind("", ""), Frames.execute("", 0), Frames.sync());
            thief.expectBytes(error("26000"), READY);
            rig.verify();
        }
    }

    @Test
    void trap66_theKeyIsTextAndTypes() throws IOException {
        Script script = Rig.login()
                .expectBytes(Frames.prepare("HOWDAH_1", "SELECT $1", 23), Frames.prepare("HOWDAH_2", "SELECT $1", 25),
                        Frames.sync())
                .send(Frames.prepared(23), Frames.prepared(25), READY)
                .expectBytes(Frames.closeStatement("HOWDAH_1"), Frames.prepare("HOWDAH_1", "SELECT $1", 23),
                        Frames.bind("", "HOWDAH_1", "1"), Frames.sync())
                .send(Frames.closeComplete(), Frames.prepared(23), Frames.bindComplete(), READY);
        try (Rig rig = Rig.of(script)) {
            ScriptedClient client = rig.client();
            client.send(Frames.parse("a", "SELECT $1", 23), Frames.parse("b", "SELECT $1", 25), Frames.sync());
            client.expectBytes(Frames.parseComplete(), Frames.parseComplete(), READY);
            ScriptedClient other = rig.client();
            // The server has prepared the text already. But the pooler sends a new Parse, because the text may mean something
            // else now.
            other.send(Frames.parse("mine", "SELECT $1", 23), Frames.bind("", "mine", "1"), Frames.sync());
            other.expectBytes(Frames.parseComplete(), Frames.bindComplete(), READY);
            rig.verify();
        }
    }

    @Test
    void trap67_aDuplicateNameIs42P05InTheClientsWords() throws IOException {
        Script script = Rig.login().expectBytes(Frames.prepare("HOWDAH_1", "SELECT 1"), Frames.sync())
                .send(Frames.prepared(), READY)
                .expectBytes(Frames.parse("HOWDAH_1", "SELECT 2"), Frames.bind("", "HOWDAH_1"), Frames.sync())
                .send(Frames.error("ERROR", "42P05", "prepared statement \"HOWDAH_1\" already exists"), READY)
                .expectBytes(Frames.bind("", "HOWDAH_1"), Frames.sync()).send(Frames.bindComplete(), READY);
        try (Rig rig = Rig.of(script)) {
            ScriptedClient client = rig.client();
            client.send(Frames.parse("s", "SELECT 1"), Frames.sync());
            client.expectBytes(Frames.parseComplete(), READY);
            client.send(Frames.parse("s", "SELECT 2"), Frames.bind("", "s"), Frames.sync());
            ErrorResponse error = client.expectError();
            assertThat(error.sqlState()).isEqualTo("42P05");
            assertThat(error.message()).isEqualTo("prepared statement \"s\" already exists");
            client.expectBytes(READY);
            client.send(Frames.bind("", "s"), Frames.sync());
            client.expectBytes(Frames.bindComplete(), READY);
            rig.verify();
        }
    }

    @Test
    void trap67_anUnknownNameIsTheServersToRefuse() throws IOException {
        byte[] unknown = Frames.error("ERROR", "26000", "prepared statement \"x\" does not exist");
        Script script = Rig.login().expectBytes(Frames.bind("", "x"), Frames.sync()).send(unknown, READY)
                .expectBytes(Frames.describeStatement("x"), Frames.sync()).send(unknown, READY);
        try (Rig rig = Rig.of(script)) {
            ScriptedClient client = rig.client();
            client.send(Frames.bind("", "x"), Frames.sync());
            client.expectBytes(unknown, READY);
            client.send(Frames.describeStatement("x"), Frames.sync());
            client.expectBytes(unknown, READY);
            client.send(Frames.closeStatement("x"), Frames.sync());
            client.expectBytes(Frames.closeComplete(), READY);
            rig.verify();
        }
    }

    @Test
    void trap68_namesMayBeAnyBytesAndLookLikeThePoolers() throws IOException {
        byte[] odd = new byte[300];
        for (int i = 0; i < odd.length; i++) {
            odd[i] = (byte) (1 + i % 255);
        }
        byte[] oddParse = Frames.frame(FrontendType.PARSE, odd, Frames.int1(0), Frames.cstring("SELECT 1"), Frames.int2(0));
        byte[] oddBind = Frames.frame(FrontendType.BIND, Frames.int1(0), odd, Frames.int1(0), Frames.int2(0), Frames.int2(0),
                Frames.int2(0));
        Script script = Rig.login()
                .expectBytes(Frames.prepare("HOWDAH_1", "SELECT 1"), Frames.prepare("HOWDAH_2", "SELECT 2"),
                        Frames.bind("", "HOWDAH_1"), Frames.bind("p", "HOWDAH_2"), Frames.sync())
                .send(Frames.prepared(), Frames.prepared(), Frames.bindComplete(), Frames.bindComplete(), READY)
                .then(peer -> {
                    // The name looks like the pooler's, but this client has not prepared it. So it must not reach the server's
                    // statement of this name.
                    assertThat(peer.expect(FrontendType.BIND).bytes()).isNotEqualTo(Frames.bind("", "HOWDAH_1"));
                    peer.expect(FrontendType.SYNC);
                    peer.send(error("26000"), READY);
                });
        try (Rig rig = Rig.of(script)) {
            ScriptedClient client = rig.client();
            client.send(oddParse, Frames.parse("HOWDAH_1", "SELECT 2"), oddBind, Frames.bind("p", "HOWDAH_1"), Frames.sync());
            client.expectBytes(Frames.parseComplete(), Frames.parseComplete(), Frames.bindComplete(), Frames.bindComplete(),
                    READY);
            ScriptedClient other = rig.client();
            other.send(Frames.bind("", "HOWDAH_1"), Frames.sync());
            other.expectBytes(error("26000"), READY);
            rig.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"DEALLOCATE ALL", "DISCARD ALL"})
    void trap69_statementsAreGoneByTheTag(String tag) throws IOException {
        // The text stands for a function that hides the command. Only the CommandComplete tag shows it.
        Script script = Rig.login().expectBytes(Frames.prepare("HOWDAH_1", "SELECT 1"), Frames.sync())
                .send(Frames.prepared(), READY)
                .answer("SELECT 1; SELECT 2", Frames.commandComplete(tag), Frames.commandComplete("SELECT 1"), READY)
                .expectBytes(Frames.prepare("HOWDAH_1", "SELECT 1"), Frames.sync()).send(Frames.prepared(), READY);
        try (Rig rig = Rig.of(script)) {
            ScriptedClient client = rig.client();
            client.send(Frames.parse("s", "SELECT 1"), Frames.sync());
            client.expectBytes(Frames.parseComplete(), READY);
            client.query("SELECT 1; SELECT 2");
            client.send(Frames.parse("s", "SELECT 1"), Frames.sync());
            client.expectBytes(Frames.parseComplete(), READY);
            rig.verify();
        }
    }

    @Test
    void trap69_aStatementPreparedBehindItInOneFlightIsKept() throws IOException {
        Script script = Rig.login()
                .expectBytes(Frames.query("DEALLOCATE ALL"), Frames.prepare("HOWDAH_1", "SELECT 1"), Frames.sync())
                .send(Frames.commandComplete("DEALLOCATE ALL"), READY, Frames.prepared(), READY)
                .expectBytes(Frames.bind("", "HOWDAH_1"), Frames.sync()).send(Frames.bindComplete(), READY);
        try (Rig rig = Rig.of(script)) {
            ScriptedClient client = rig.client();
            client.send(Frames.query("DEALLOCATE ALL"), Frames.parse("s", "SELECT 1"), Frames.sync());
            client.expectBytes(Frames.commandComplete("DEALLOCATE ALL"), READY, Frames.parseComplete(), READY);
            client.send(Frames.bind("", "s"), Frames.sync());
            client.expectBytes(Frames.bindComplete(), READY);
            rig.verify();
        }
    }

    @Test
    void trap73_theLeastRecentlyUsedGoesAndComesBackWhenAsked() throws IOException {
        Script script = Rig.login();
        for (String[] step : new String[][] {{"1", "a", null}, {"2", "b", null}, {"3", "c", "1"}}) {
            script = step[2] == null
                    ? script.expectBytes(Frames.prepare("HOWDAH_" + step[0], step[1]), Frames.sync()).send(Frames.prepared(),
                            READY)
                    : script.expectBytes(Frames.prepare("HOWDAH_" + step[0], step[1]), Frames.closeStatement("HOWDAH_" + step[2]),
                            Frames.sync())
                            .send(Frames.prepared(), Frames.closeComplete(), READY);
        }
        script = script
                .expectBytes(Frames.prepare("HOWDAH_1", "a"), Frames.closeStatement("HOWDAH_2"), Frames.bind("", "HOWDAH_1"),
                        Frames.sync())
                .send(Frames.prepared(), Frames.closeComplete(), Frames.bindComplete(), READY);
        try (Rig rig = Rig.with("max_prepared_statements: 2", script)) {
            ScriptedClient client = rig.client();
            for (String name : List.of("a", "b", "c")) {
                client.send(Frames.parse(name, name), Frames.sync());
                client.expectBytes(Frames.parseComplete(), READY);
            }
            client.send(Frames.bind("", "a"), Frames.sync());
            client.expectBytes(Frames.bindComplete(), READY);
            rig.verify();
        }
    }

    @Test
    void trap74_anOutdatedPlanIsHealedUnseen() throws IOException {
        byte[] stale = Frames.frame('E', Frames.int1('S'), Frames.cstring("ERROR"), Frames.int1('V'), Frames.cstring("ERROR"),
                Frames.int1('C'), Frames.cstring("0A000"), Frames.int1('M'),
                Frames.cstring("cached plan must not change result type"),
                Frames.int1('R'), Frames.cstring("RevalidateCachedQuery"), Frames.int1(0));
        byte[] batch = Frames.concat(Frames.bind("", "HOWDAH_1"), Frames.execute("", 0), Frames.sync());
        byte[] rows = Frames.concat(Frames.bindComplete(), Frames.dataRow("1"), Frames.commandComplete("SELECT 1"), READY);
        Script script = Rig.login().expectBytes(Frames.prepare("HOWDAH_1", "SELECT * FROM t"), Frames.sync())
                .send(Frames.prepared(), READY)
                .expectBytes(batch).send(stale, READY)
                .expectBytes(Frames.closeStatement("HOWDAH_1"), Frames.prepare("HOWDAH_1", "SELECT * FROM t"), batch)
                .send(Frames.closeComplete(), Frames.prepared(), rows);
        try (Rig rig = Rig.of(script)) {
            ScriptedClient client = rig.client();
            client.send(Frames.parse("s", "SELECT * FROM t"), Frames.sync());
            client.expectBytes(Frames.parseComplete(), READY);
            client.send(Frames.bind("", "s"), Frames.execute("", 0), Frames.sync());
            client.expectBytes(rows);
            rig.verify();
        }
    }

    // Parameters.

    private static byte[] zone(String zone) {
        return Frames.concat(Frames.parameterStatus("TimeZone", zone), SET_DONE);
    }

    @Test
    void trap76_twoClientsOfDifferentZonesShareOneServer() throws IOException {
        String kolkata = "SET \"TimeZone\" TO 'Asia/Kolkata'";
        String lima = "SET \"TimeZone\" TO 'America/Lima'";
        Script script = Rig.login()
                // No server has accepted these values yet, so the pooler sends each SET alone.
                .answer(kolkata, zone("Asia/Kolkata")).answer("SELECT 1", Rig.row("1"))
                .answer(lima, zone("America/Lima")).answer("SELECT 2", Rig.row("2"))
                // From now on the pooler sends SET and query together.
                .expectBytes(Frames.query(kolkata), Frames.query("SELECT 3")).send(zone("Asia/Kolkata"), Rig.row("3"))
                .answer("SELECT 4", Rig.row("4"))
                .expectBytes(Frames.query(lima), Frames.query("SELECT 5")).send(zone("America/Lima"), Rig.row("5"));
        try (Rig rig = Rig.of(script)) {
            ScriptedClient a = rig.client("TimeZone", "Asia/Kolkata");
            ScriptedClient b = rig.client("TimeZone", "America/Lima");
            assertThat(a.parameters()).containsEntry("TimeZone", "Asia/Kolkata");
            assertThat(b.parameters()).containsEntry("TimeZone", "America/Lima");
            assertThat(Rig.types(a.query("SELECT 1"))).isEqualTo("T D C Z");
            assertThat(Rig.types(b.query("SELECT 2"))).isEqualTo("T D C Z");
            assertThat(Rig.types(a.query("SELECT 3"))).isEqualTo("T D C Z");
            assertThat(Rig.types(a.query("SELECT 4"))).isEqualTo("T D C Z");
            assertThat(Rig.types(b.query("SELECT 5"))).isEqualTo("T D C Z");
            rig.verify();
        }
    }

    @Test
    void trap75_theServersSpellingCounts() throws IOException {
        // A zone whose official name the pooler does not know.
        Script script = Rig.login().answer("SET \"TimeZone\" TO 'odd/zone'", zone("Odd/Zone")).answer("SELECT 1", Rig.row("1"))
                .answer("SELECT 2", Rig.row("2")).answer("SELECT 3", Rig.row("3"));
        try (Rig rig = Rig.of(script)) {
            ScriptedClient client = rig.client("TimeZone", "odd/zone");
            assertThat(Rig.types(client.query("SELECT 1"))).isEqualTo("S T D C Z");
            assertThat(client.parameters()).containsEntry("TimeZone", "Odd/Zone");
            ScriptedClient same = rig.client("TimeZone", "Odd/Zone");
            same.query("SELECT 2");
            client.query("SELECT 3");
            rig.verify();
        }
    }

    @Test
    void trap71_rollbackGivesTheOldValueBack() throws IOException {
        Script script = Rig.login()
                .answer("BEGIN; SET TimeZone = 'Asia/Kolkata'", Frames.commandComplete("BEGIN"),
                        Frames.parameterStatus("TimeZone", "Asia/Kolkata"), Frames.commandComplete("SET"),
                        Frames.readyForQuery('T'))
                .answer("ROLLBACK", Frames.parameterStatus("TimeZone", "UTC"), Frames.commandComplete("ROLLBACK"), READY)
                .answer("SELECT 2", Rig.row("2")).answer("SELECT 3", Rig.row("3"));
        try (Rig rig = Rig.of(script)) {
            ScriptedClient client = rig.client();
            client.query("BEGIN; SET TimeZone = 'Asia/Kolkata'");
            client.query("ROLLBACK");
            assertThat(client.parameters()).containsEntry("TimeZone", "UTC");
            rig.client().query("SELECT 2");
            client.query("SELECT 3");
            rig.verify();
        }
    }

    @Test
    void trap70_aResetGoesBackToTheClientsOwnStartupValue() throws IOException {
        Script script = Rig.login().answer("SET \"TimeZone\" TO 'Asia/Kolkata'", zone("Asia/Kolkata"))
                .answer("SELECT 1", Rig.row("1"))
                .answer("DISCARD ALL", Frames.parameterStatus("TimeZone", "UTC"), Frames.commandComplete("DISCARD ALL"), READY)
                .answer("SET \"TimeZone\" TO 'Asia/Kolkata'", zone("Asia/Kolkata")).answer("SELECT 2", Rig.row("2"));
        try (Rig rig = Rig.of(script)) {
            ScriptedClient client = rig.client("TimeZone", "Asia/Kolkata");
            client.query("SELECT 1");
            // Meanwhile the client gets no report of the server's value.
            assertThat(Rig.types(client.query("DISCARD ALL"))).isEqualTo("C Z");
            client.query("SELECT 2");
            assertThat(client.parameters()).containsEntry("TimeZone", "Asia/Kolkata");
            rig.verify();
        }
    }

    @Test
    void aPromotedStandbyIsAskedBeforeItsNextClientIsGreeted() throws IOException {
        Script script = Script.begin().acceptLogin("in_hot_standby", "on").answer("SELECT 1", Rig.row("1"))
                .answer(";", Frames.emptyQueryResponse(), READY)
                .answer(";", Frames.emptyQueryResponse(), Frames.parameterStatus("in_hot_standby", "off"), READY)
                .answer("SELECT 2", Rig.row("2"));
        try (Rig rig = Rig.of(script)) {
            ScriptedClient first = rig.client();
            first.query("SELECT 1");
            rig.awaitIdle();
            assertThat(rig.client().parameters()).containsEntry("in_hot_standby", "on");
            rig.awaitIdle();
            assertThat(rig.client().parameters()).containsEntry("in_hot_standby", "off");
            // An older client gets the new value with its next answer.
            assertThat(Rig.types(first.query("SELECT 2"))).isEqualTo("S T D C Z");
            assertThat(first.parameters()).containsEntry("in_hot_standby", "off");
            rig.verify();
        }
    }

    /** A server that becomes a primary, or a standby, by a restart ends its connections: no server of the pool is left to be asked. */
    @ParameterizedTest
    @ValueSource(strings = {"on", "off"})
    void whatAPoolWithoutServersSaidIsNotSaidAgain(String before) throws IOException {
        String now = before.equals("on") ? "off" : "on";
        Script restarted = Script.begin().acceptLogin("in_hot_standby", before).answer("SELECT 1", Rig.row("1")).close();
        try (Rig rig = Rig.with("server_login_retry: 1ms", restarted, Script.begin().acceptLogin("in_hot_standby", now))) {
            ScriptedClient first = rig.client();
            assertThat(first.parameters()).containsEntry("in_hot_standby", before);
            first.query("SELECT 1");
            rig.awaitNoServer();
            // Of a pool without servers the pooler asks once a second; what waits here is the first second.
            rig.await("the news", () -> now.equals(greeting(rig)));
            rig.verify();
        }
    }

    /** What a new client is told, which leaves at once as a driver does that refuses the server. */
    private static String greeting(Rig rig) throws IOException {
        try (ScriptedClient client = rig.client()) {
            return client.parameters().get("in_hot_standby");
        }
    }

    /** In session mode the clients keep their servers while they say nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"in_hot_standby", "default_transaction_read_only"})
    void aServerIsOpenedForTheNewsWhereAllServersBelongToSilentClients(String refused) throws IOException {
        Script held = Script.begin().acceptLogin("in_hot_standby", "off", refused, "on").answer("SELECT 1", Rig.row("1"));
        Script fresh = Script.begin().acceptLogin("in_hot_standby", "off", refused, "off");
        try (Rig rig = Rig.with("pool_mode: session\ndefault_pool_size: 2", held, fresh)) {
            ScriptedClient silent = rig.client();
            silent.query("SELECT 1");
            rig.await("the news", () -> {
                try (ScriptedClient client = rig.client()) {
                    return "off".equals(client.parameters().get(refused));
                }
            });
            assertThat(rig.server().connections()).isEqualTo(2);
            rig.verify();
        }
    }

    @Test
    void aServerIsOpenedForTheNewsWhereALongTransactionHasTheOnlyServer() throws IOException {
        Script held = Script.begin().acceptLogin("in_hot_standby", "on")
                .then(Script.begin().answer("SELECT 1", Frames.oneRow("a", "1", 'T')).loop());
        Script fresh = Script.begin().acceptLogin("in_hot_standby", "off");
        try (Rig rig = Rig.with("default_pool_size: 2", held, fresh)) {
            ScriptedClient busy = rig.client();
            Await.until("the news", () -> {
                busy.query("SELECT 1");
                return "off".equals(greeting(rig));
            });
        }
    }

    @Test
    void noServerIsOpenedForTheNewsOfAPrimaryWhoseServersAreHeld() throws Exception {
        Script held = Script.begin().acceptLogin("in_hot_standby", "off").answer("SELECT 1", Rig.row("1"));
        try (Rig rig = Rig.with("pool_mode: session\ndefault_pool_size: 2", held)) {
            ScriptedClient silent = rig.client();
            silent.query("SELECT 1");
            long begun = System.nanoTime();
            rig.await("two seconds", () -> greeting(rig) != null && System.nanoTime() - begun > 2_000_000_000L);
            rig.verify();
        }
    }

    /** With the JDK's transport the pooler has read the bytes by then. With epoll they wait in the socket. */
    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio"})
    void whatComesWhileTheServerIsAskedForItsDefaultsGoesOn(String transport) throws IOException {
        System.setProperty("howdah.transport", transport);
        CountDownLatch sent = new CountDownLatch(1);
        Script script = Script.begin().acceptLogin("default_transaction_read_only", "off")
                .expectQuery("SELECT 1").send(Frames.rowDescription("a"), Frames.dataRow("1"), Frames.commandComplete("SELECT 1"),
                        Frames.parameterStatus("default_transaction_read_only", "on"), READY)
                .expectQuery("RESET \"default_transaction_read_only\"").await(sent).send(Frames.commandComplete("RESET"), READY)
                .answer("SELECT 2", Rig.row("2"));
        try (Rig rig = Rig.of(script)) {
            ScriptedClient client = rig.client();
            client.query("SELECT 1");
            rig.await("the question", () -> rig.server().received().size() == 3);
            client.send(Frames.query("SELECT 2"));
            rig.client(); // After this login the only loop has read the bytes sent before.
            sent.countDown();
            client.expectBytes(Rig.row("2"));
            rig.verify();
        } finally {
            System.clearProperty("howdah.transport");
        }
    }

    @Test
    void aReportThatCrossesNoRequestIsNobodysChoice() throws IOException {
        byte[] readOnly = Frames.parameterStatus("default_transaction_read_only", "on");
        Script script = Script.begin().acceptLogin("default_transaction_read_only", "off")
                .answer("SELECT 1", Frames.oneRow("a", "1", 'I')).then(peer -> {
                    assertThat(peer.expect(FrontendType.QUERY).text()).isEqualTo("SELECT 2");
                    peer.send(Frames.rowDescription("a"), Frames.dataRow("2"), Frames.commandComplete("SELECT 1"), readOnly,
                            READY);
                    // The RESET changes nothing: the value is the server's default.
                    assertThat(peer.expect(FrontendType.QUERY).text()).isEqualTo("RESET \"default_transaction_read_only\"");
                    peer.send(Frames.commandComplete("RESET"), READY);
                })
                .answer("SELECT 3", Rig.row("3"));
        try (Rig rig = Rig.of(script)) {
            ScriptedClient one = rig.client();
            ScriptedClient two = rig.client();
            one.query("SELECT 1");
            assertThat(Rig.types(one.query("SELECT 2"))).isEqualTo("T D C S Z");
            assertThat(Rig.types(two.query("SELECT 3"))).isEqualTo("S T D C Z");
            assertThat(two.parameters()).containsEntry("default_transaction_read_only", "on");
            assertThat(rig.client().parameters()).containsEntry("default_transaction_read_only", "on");
            rig.verify();
        }
    }

    // Cancel requests.

    @Test
    void trap83_aServerIsKeptUntilTheCancelConnectionIsClosed() throws IOException {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch close = new CountDownLatch(1);
        Script working = Rig.login().expectQuery("SELECT 'a'").await(arrived).send(Rig.row("a")).answer("SELECT 'b'",
                Rig.row("b"));
        Script cancel = Script.begin().then(peer -> peer.expectUntyped()).countDown(arrived).await(close).close();
        try (Rig rig = Rig.of(working, cancel)) {
            ScriptedClient a = rig.client();
            ScriptedClient b = rig.client();
            a.send(Frames.query("SELECT 'a'"));
            rig.await("the query", () -> rig.server().received().size() == 2);
            rig.stranger().send(Frames.cancelRequest(a.key().processId(), a.key().secret()));
            // The query has ended by itself, but the cancel request's signal may still come.
            a.expectBytes(Rig.row("a"));
            b.send(Frames.query("SELECT 'b'"));
            rig.awaitWaiting(1);
            rig.await("the server to be kept", () -> rig.pool().svBeingCanceled() == 1);
            assertThat(rig.pool().clWaiting()).isEqualTo(1);
            close.countDown();
            b.expectBytes(Rig.row("b"));
            rig.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void trap84_aWaitingClientIsCanceledAtOnce(boolean extended) throws IOException {
        CountDownLatch go = new CountDownLatch(1);
        Script working = Rig.login().expectQuery("SELECT 'a'").await(go).send(Rig.row("a")).answer("SELECT 'c'", Rig.row("c"));
        try (Rig rig = Rig.of(working)) {
            ScriptedClient a = rig.client();
            ScriptedClient b = rig.client();
            a.send(Frames.query("SELECT 'a'"));
            rig.await("the query", () -> rig.server().received().size() == 2);
            b.send(extended
                    ? Frames.concat(Frames.parse("", "SELECT 'b'"), Frames.bind("", ""), Frames.execute("", 0), Frames.sync())
                    : Frames.query("SELECT 'b'"));
            rig.awaitWaiting(1);
            rig.stranger().send(Frames.cancelRequest(b.key().processId(), b.key().secret()));
            ErrorResponse error = b.expectError();
            assertThat(error.sqlState()).isEqualTo("57014");
            assertThat(error.severity()).isEqualTo("ERROR");
            b.expectBytes(READY);
            assertThat(rig.server().connections()).isEqualTo(1);
            b.send(Frames.query("SELECT 'c'"));
            rig.awaitWaiting(1);
            go.countDown();
            b.expectBytes(Rig.row("c"));
            rig.verify();
        }
    }

    @Test
    void trap86_manyCancelRequestsForOneServerAreOneConnection() throws IOException {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch close = new CountDownLatch(1);
        Script working = Rig.login().expectQuery("SELECT 'a'").await(close).send(error("57014"), READY).answer("SELECT 'b'",
                Rig.row("b"));
        Script cancel = Script.begin().then(peer -> peer.expectUntyped()).countDown(arrived).await(close).close();
        try (Rig rig = Rig.of(working, cancel)) {
            ScriptedClient a = rig.client();
            a.send(Frames.query("SELECT 'a'"));
            rig.await("the query", () -> rig.server().received().size() == 2);
            List<ScriptedClient> cancelers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                ScriptedClient canceler = rig.stranger();
                canceler.send(Frames.cancelRequest(a.key().processId(), a.key().secret()));
                cancelers.add(canceler);
            }
            rig.await("the request", () -> arrived.getCount() == 0);
            rig.await("all of them", () -> rig.pool().clActiveCancelReq() == 20);
            assertThat(rig.pool().svActiveCancel()).isEqualTo(1);
            close.countDown();
            for (ScriptedClient canceler : cancelers) {
                assertThat(canceler.atEnd()).isTrue();
            }
            a.expectBytes(error("57014"), READY);
            rig.client().query("SELECT 'b'");
            assertThat(rig.server().connections()).isEqualTo(2);
            rig.verify();
        }
    }

    @Test
    void trap87_aWrongSecretCancelsNothing() throws IOException {
        CountDownLatch go = new CountDownLatch(1);
        try (Rig rig = Rig.of(Rig.login().expectQuery("SELECT 'a'").await(go).send(Rig.row("a")))) {
            ScriptedClient a = rig.client();
            a.send(Frames.query("SELECT 'a'"));
            rig.await("the query", () -> rig.server().received().size() == 2);
            for (int bit = 0; bit < 32; bit++) {
                byte[] wrong = a.key().secret().clone();
                wrong[bit / 8] ^= (byte) (1 << bit % 8);
                ScriptedClient canceler = rig.stranger();
                canceler.send(Frames.cancelRequest(a.key().processId(), wrong));
                assertThat(canceler.atEnd()).isTrue();
            }
            go.countDown();
            a.expectBytes(Rig.row("a"));
            assertThat(rig.server().connections()).isEqualTo(1);
        }
    }

    @Test
    void trap87_aKeyDiesWithItsClient() throws IOException {
        try (Rig rig = Rig.of(Rig.login())) {
            ScriptedClient gone = rig.client();
            gone.send(Frames.terminate());
            gone.expectClosed();
            ScriptedClient canceler = rig.stranger();
            canceler.send(Frames.cancelRequest(gone.key().processId(), gone.key().secret()));
            assertThat(canceler.atEnd()).isTrue();
            assertThat(rig.server().connections()).isEqualTo(1);
        }
    }
}
