package io.howdah.proxy.traps;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.ProtocolVersion;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.backend.NegotiateProtocolVersion;
import io.howdah.protocol.fixtures.Frame;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.Script;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.LeakWatch;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Traps 1 to 23 and 89: start-up, negotiation, parameters at login. */
@Timeout(120)
class StartupTrapsTest {

    @RegisterExtension
    static final LeakWatch WATCH = LeakWatch.withLog();

    private static final int GREASE = 3 << 16 | 9999;

    private static void refused(ScriptedClient client, String sqlState) throws IOException {
        ErrorResponse error = client.expectError();
        assertThat(error.severity()).isEqualTo("FATAL");
        assertThat(error.sqlState()).as(error.message()).isEqualTo(sqlState);
        client.expectClosed();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void trap01_bytesStuffedAfterARequestForEncryptionAreNotObeyed(boolean ssl) throws IOException {
        try (Rig rig = Rig.of()) {
            ScriptedClient client = rig.stranger();
            client.send(ssl ? Frames.sslRequest() : Frames.gssencRequest(), Frames.startup(Rig.USER, Rig.DATABASE));
            refused(client, "08P01");
            assertThat(rig.server().connections()).isZero();
        }
    }

    @Test
    void trap01_aSingleByteIsEnough() throws IOException {
        try (Rig rig = Rig.of()) {
            ScriptedClient client = rig.stranger();
            client.send(Frames.sslRequest(), new byte[1]);
            refused(client, "08P01");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void trap02_sslAndGssencInEitherOrder(boolean sslFirst) throws IOException {
        try (Rig rig = Rig.of(Rig.login())) {
            ScriptedClient client = rig.stranger();
            client.send(sslFirst ? Frames.sslRequest() : Frames.gssencRequest());
            assertThat(client.readByte()).isEqualTo((byte) 'N');
            client.send(sslFirst ? Frames.gssencRequest() : Frames.sslRequest());
            assertThat(client.readByte()).isEqualTo((byte) 'N');
            client.login(Rig.USER, Rig.DATABASE);
            rig.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void trap02_eachAtMostOnce(boolean ssl) throws IOException {
        try (Rig rig = Rig.of()) {
            ScriptedClient client = rig.stranger();
            byte[] request = ssl ? Frames.sslRequest() : Frames.gssencRequest();
            client.send(request);
            assertThat(client.readByte()).isEqualTo((byte) 'N');
            client.send(request);
            refused(client, "08P01");
        }
    }

    @Test
    void trap03_directTlsIsRefusedWhereThereIsNone() throws IOException {
        try (Rig rig = Rig.of(Rig.login())) {
            ScriptedClient client = rig.stranger();
            client.send(new byte[] {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3, 0, 0, 0});
            refused(client, "08P01");
            rig.client();
        }
    }

    @Test
    void trap04_newerMinorVersionIsNegotiatedDown() throws IOException {
        try (Rig rig = Rig.of(Rig.login())) {
            ScriptedClient client = rig.stranger();
            client.send(Frames.startup(3 << 16 | 7, Rig.USER, Rig.DATABASE, "_pq_.ahead_of_time", "1"));
            NegotiateProtocolVersion answer = NegotiateProtocolVersion
                    .read(client.expect(BackendType.NEGOTIATE_PROTOCOL_VERSION).buffer());
            assertThat(answer.newestMinor()).isEqualTo(ProtocolVersion.V3_2);
            assertThat(answer.unrecognised()).containsExactly("_pq_.ahead_of_time");
            List<Frame> rest = client.finishLogin(Rig.USER, null);
            assertThat(rest).extracting(Frame::type).doesNotContain(BackendType.NEGOTIATE_PROTOCOL_VERSION);
        }
    }

    @Test
    void trap04_unknownOptionOfAKnownVersionIsNamed() throws IOException {
        try (Rig rig = Rig.of(Rig.login())) {
            ScriptedClient client = rig.stranger();
            client.send(Frames.startup(Rig.USER, Rig.DATABASE, "_pq_.x", "1", "_pq_.y", ""));
            NegotiateProtocolVersion answer = NegotiateProtocolVersion
                    .read(client.expect(BackendType.NEGOTIATE_PROTOCOL_VERSION).buffer());
            assertThat(answer.newestMinor()).isEqualTo(ProtocolVersion.V3_0);
            assertThat(answer.unrecognised()).containsExactly("_pq_.x", "_pq_.y");
            client.finishLogin(Rig.USER, null);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2 << 16, 4 << 16, 1})
    void trap04_anotherMajorVersionIsRefused(int version) throws IOException {
        try (Rig rig = Rig.of()) {
            ScriptedClient client = rig.stranger();
            client.send(Frames.startup(version, Rig.USER, Rig.DATABASE));
            refused(client, "0A000");
        }
    }

    @Test
    void trap05_greaseIsNegotiatedAway() throws IOException {
        try (Rig rig = Rig.of(Rig.login())) {
            ScriptedClient client = rig.stranger();
            client.send(Frames.startup(GREASE, Rig.USER, Rig.DATABASE, "_pq_.test_protocol_negotiation", ""));
            client.expectBytes(Frames.negotiateProtocolVersion(ProtocolVersion.V3_2, "_pq_.test_protocol_negotiation"));
            client.finishLogin(Rig.USER, null);
            assertThat(client.key().secret()).as("3.2 is what was agreed").hasSize(32);
        }
    }

    @Test
    void trap06_theServerMayNegotiateAndTheClientHasAKeyOfThePoolersOwn() throws IOException {
        Script older = Script.begin().expectStartup().send(Frames.negotiateProtocolVersion(ProtocolVersion.V3_0)).loginOk()
                .answer("SELECT 1", Rig.row("1"));
        try (Rig rig = Rig.of(older)) {
            ScriptedClient client = rig.stranger();
            client.send(Frames.startup(ProtocolVersion.V3_2, Rig.USER, Rig.DATABASE));
            List<Frame> login = client.finishLogin(Rig.USER, null);
            assertThat(login).extracting(Frame::type).doesNotContain(BackendType.NEGOTIATE_PROTOCOL_VERSION);
            assertThat(client.key().secret()).isNotEqualTo(Script.SECRET);
            client.query("SELECT 1");
            rig.verify();
        }
    }

    @Test
    void trap07_keysHaveTheLengthOfTheProtocol() throws IOException {
        try (Rig rig = Rig.of(Rig.login())) {
            assertThat(rig.client().key().secret()).hasSize(4);
            ScriptedClient newer = rig.stranger();
            newer.send(Frames.startup(ProtocolVersion.V3_2, Rig.USER, Rig.DATABASE));
            newer.finishLogin(Rig.USER, null);
            assertThat(newer.key().secret()).hasSize(32);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 32, 256})
    void trap07_aServersKeyIsSentBackWhole(int length) throws IOException {
        byte[] secret = new byte[length];
        java.util.Arrays.fill(secret, (byte) 0xA5);
        CountDownLatch canceled = new CountDownLatch(1);
        Script working = Script.begin().expectStartup()
                .send(Frames.authenticationOk(), Frames.backendKeyData(77, secret), Frames.readyForQuery('I'))
                .expectQuery("SELECT 1").await(canceled)
                .send(Frames.error("ERROR", "57014", "canceling statement due to user request"), Frames.readyForQuery('I'));
        try (Rig rig = Rig.of(working, Script.begin().expectCancel(77, secret).countDown(canceled))) {
            ScriptedClient client = rig.client();
            client.send(Frames.query("SELECT 1"));
            rig.await("the query", () -> rig.server().received().size() == 2);
            rig.stranger().send(Frames.cancelRequest(client.key().processId(), client.key().secret()));
            assertThat(client.expectError().sqlState()).isEqualTo("57014");
            rig.verify();
        }
    }

    @Test
    void trap08_processIdsArePositive() throws IOException {
        try (Rig rig = Rig.of(Rig.login())) {
            for (int i = 0; i < 40; i++) {
                assertThat(rig.client().key().processId()).isPositive();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void trap09_aCancelRequestMayHaveAByteTooMany(boolean counted) throws IOException {
        CountDownLatch canceled = new CountDownLatch(1);
        Script working = Rig.login().expectQuery("SELECT 1").await(canceled)
                .send(Frames.error("ERROR", "57014", "canceling statement due to user request"), Frames.readyForQuery('I'));
        try (Rig rig = Rig.of(working, Script.begin().expectCancel(Script.FIRST_PROCESS_ID, Script.SECRET).countDown(canceled))) {
            ScriptedClient client = rig.client();
            client.send(Frames.query("SELECT 1"));
            rig.await("the query", () -> rig.server().received().size() == 2);
            byte[] request = counted
                    ? Frames.cancelRequest(client.key().processId(), Frames.concat(client.key().secret(), new byte[1]))
                    : Frames.concat(Frames.cancelRequest(client.key().processId(), client.key().secret()), new byte[1]);
            rig.stranger().send(request);
            assertThat(client.expectError().sqlState()).isEqualTo("57014");
            client.readUntil(BackendType.READY_FOR_QUERY);
            rig.verify();
        }
    }

    @Test
    void trap10_aCancelRequestIsNeverAnswered() throws IOException {
        try (Rig rig = Rig.of(Rig.login())) {
            ScriptedClient client = rig.client();
            byte[] wrong = client.key().secret().clone();
            wrong[0]++;
            for (byte[] request : List.of(
                    Frames.cancelRequest(client.key().processId(), client.key().secret()),
                    Frames.cancelRequest(client.key().processId(), wrong),
                    Frames.cancelRequest(client.key().processId(), new byte[0]),
                    Frames.cancelRequest(client.key().processId(), new byte[256]),
                    Frames.cancelRequest(-1, wrong))) {
                ScriptedClient canceler = rig.stranger();
                canceler.send(request);
                assertThat(canceler.atEnd()).as("%d bytes", request.length).isTrue();
            }
            ScriptedClient afterSsl = rig.stranger();
            afterSsl.send(Frames.sslRequest());
            afterSsl.readByte();
            afterSsl.send(Frames.cancelRequest(1, wrong));
            assertThat(afterSsl.atEnd()).isTrue();
            assertThat(rig.server().connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 10_005})
    void trap11_lengthsNoStartupPacketHas(int length) throws IOException {
        try (Rig rig = Rig.of()) {
            ScriptedClient client = rig.stranger();
            client.send(Frames.int4(length), Frames.int4(ProtocolVersion.V3_0));
            refused(client, "08P01");
        }
    }

    @Test
    void trap11_tenThousandBytesAreTaken() throws IOException {
        try (Rig rig = Rig.of(Rig.login())) {
            byte[] without = Frames.startup(Rig.USER, Rig.DATABASE, "_pq_.x", "");
            ScriptedClient client = rig.stranger();
            byte[] packet = Frames.startup(Rig.USER, Rig.DATABASE, "_pq_.x", "v".repeat(10_004 - without.length));
            assertThat(packet).hasSize(10_004);
            client.sendSplit(packet, 3, 5, 1000);
            client.finishLogin(Rig.USER, null);
        }
    }

    @Test
    void trap11_terminatorUserAndDatabase() throws IOException {
        try (Rig rig = Rig.with("users: {bob: {}}")) {
            ScriptedClient unended = rig.stranger();
            unended.send(Frames.untyped(Frames.int4(ProtocolVersion.V3_0), Frames.cstring("user"), Frames.cstring(Rig.USER)));
            refused(unended, "08P01");

            ScriptedClient nobody = rig.stranger();
            nobody.send(Frames.untyped(Frames.int4(ProtocolVersion.V3_0), Frames.cstring("database"), Frames.cstring("x"),
                    Frames.int1(0)));
            refused(nobody, "28000");

            ScriptedClient homeless = rig.stranger();
            homeless.send(Frames.untyped(Frames.int4(ProtocolVersion.V3_0), Frames.cstring("user"), Frames.cstring("bob"),
                    Frames.int1(0)));
            ErrorResponse error = homeless.expectError();
            assertThat(error.sqlState()).isEqualTo("3D000");
            assertThat(error.message()).as("the database is the user's").contains("bob");
        }
    }

    @Test
    void trap12_optionsInEveryForm() throws IOException {
        String sql = "SET \"geqo\" TO 'off';SET \"lock_timeout\" TO '7s';SELECT pg_catalog.set_config('search_path','a, b',false);SET \"work_mem\" TO '4MB'";
        Script script = Rig.login().answer(sql, Frames.commandComplete("SET"), Frames.readyForQuery('I')).answer("SELECT 1",
                Rig.row("1"));
        try (Rig rig = Rig.of(script)) {
            ScriptedClient client = rig.client("lock_timeout", "7s", "options",
                    "-c geqo=off  -cwork_mem=4MB --search-path=a,\\ b -c lock-timeout=1s");
            client.query("SELECT 1");
            rig.verify();
        }
    }

    @Test
    void trap12_optionsThatAreNone() throws IOException {
        try (Rig rig = Rig.of()) {
            for (String options : List.of("-d", "-c", "-c geqo", "--=x", "plain")) {
                ScriptedClient client = rig.stranger();
                client.startup(Rig.USER, Rig.DATABASE, "options", options);
                refused(client, "08P01");
            }
        }
    }

    @Test
    void trap14_anInvalidValueReachesTheClientAndTheServerLivesOn() throws IOException {
        String set = "SET \"TimeZone\" TO 'Mars/Olympus'";
        Script script = Rig.login()
                .answer(set, Frames.error("ERROR", "22023", "invalid value for parameter \"TimeZone\": \"Mars/Olympus\""),
                        Frames.readyForQuery('I'))
                .answer("SELECT 2", Rig.row("2"));
        try (Rig rig = Rig.of(script)) {
            ScriptedClient client = rig.client("TimeZone", "Mars/Olympus");
            client.send(Frames.query("SELECT 1"));
            ErrorResponse error = client.expectError();
            assertThat(error.severity()).isEqualTo("FATAL");
            assertThat(error.sqlState()).isEqualTo("22023");
            assertThat(error.message()).contains("Mars/Olympus");
            client.expectClosed();
            rig.client().query("SELECT 2");
            rig.verify();
        }
    }

    @Test
    void trap15_longValuesAreNotCut() throws IOException {
        String path = "s".repeat(9_000);
        try (Rig rig = Rig.of(Script.begin().acceptLogin("search_path", path))) {
            assertThat(rig.client().parameters().get("search_path")).isEqualTo(path);
            assertThat(rig.client().parameters().get("search_path")).isEqualTo(path);
        }
    }

    @Test
    void trap16_quotedListsAreSetAsTheyWereReported() throws IOException {
        Script script = Script.begin().acceptLogin("search_path", "public")
                .answer("SELECT pg_catalog.set_config('search_path','\"$user\", \"it''s\"',false)",
                        Frames.oneRow("set_config", "x", 'I'))
                .answer("SELECT 1", Rig.row("1"));
        try (Rig rig = Rig.of(script)) {
            rig.client("search_path", "\"$user\", \"it's\"").query("SELECT 1");
            rig.verify();
        }
    }

    @Test
    void trap17_anEmptyApplicationNameIsAValue() throws IOException {
        Script script = Rig.login()
                .answer("SET \"application_name\" TO 'cron'", Frames.parameterStatus("application_name", "cron"),
                        Frames.commandComplete("SET"), Frames.readyForQuery('I'))
                .answer("SELECT 1", Rig.row("1"))
                .answer("SET \"application_name\" TO ''", Frames.parameterStatus("application_name", ""),
                        Frames.commandComplete("SET"), Frames.readyForQuery('I'))
                .answer("SELECT 2", Rig.row("2"));
        try (Rig rig = Rig.of(script)) {
            rig.client("application_name", "cron").query("SELECT 1");
            ScriptedClient unnamed = rig.client("application_name", "");
            assertThat(unnamed.parameters()).containsEntry("application_name", "");
            unnamed.query("SELECT 2");
            rig.verify();
        }
    }

    @Test
    void trap18_theServersOwnParametersAreNeverSet() throws IOException {
        Script script = Script.begin().acceptLogin("is_superuser", "off", "in_hot_standby", "on", "session_authorization", "app")
                .expectQuery("SELECT 1")
                .send(Frames.parameterStatus("in_hot_standby", "off"), Frames.parameterStatus("server_version", "19"),
                        Frames.parameterStatus("is_superuser", "on"), Frames.oneRow("a", "1", 'T'))
                .answer("COMMIT", Frames.commandComplete("COMMIT"), Frames.readyForQuery('I'))
                .answer("SELECT 2", Rig.row("2")).answer("SELECT 3", Rig.row("3"));
        try (Rig rig = Rig.of(script)) {
            ScriptedClient before = rig.client();
            before.query("SELECT 1");
            assertThat(before.parameters()).containsEntry("in_hot_standby", "off");
            // While the server is at work the pooler does not ask it whether it is a standby still.
            ScriptedClient other = rig.client();
            before.query("COMMIT");
            other.query("SELECT 2");
            before.query("SELECT 3");
            rig.verify();
        }
    }

    @Test
    void trap19_aClientIsWelcomedWithoutAServer() throws IOException {
        Script first = Script.begin().acceptLogin("TimeZone", "Asia/Kolkata").answer("SELECT 1", Rig.row("1")).close();
        try (Rig rig = Rig.of(first)) {
            rig.client().query("SELECT 1");
            rig.awaitNoServer();
            ScriptedClient client = rig.client("DateStyle", "german");
            assertThat(client.parameters()).containsEntry("server_version", "18.0").containsEntry("TimeZone", "Asia/Kolkata")
                    .containsEntry("DateStyle", "German, DMY").containsEntry("client_encoding", "UTF8");
            assertThat(rig.server().connections()).isEqualTo(1);
        }
    }

    @Test
    void trap23_aClientThatJustVanishesCostsNoServer() throws IOException {
        try (Rig rig = Rig.of(Rig.login().answer("SELECT 1", Rig.row("1")).answer("SELECT 2", Rig.row("2")))) {
            ScriptedClient client = rig.client();
            client.query("SELECT 1");
            client.abort();
            rig.client().query("SELECT 2");
            rig.verify();
        }
    }

    @Test
    void trap89_hostileNamesAreRefusedAndNothingElse() throws IOException {
        try (Rig rig = Rig.with("users: {app: {}, u: {}}", Rig.login().answer("SELECT 1", Rig.row("1")))) {
            for (String name : List.of("x".repeat(9_000), "*", "../../etc/passwd", "a\nb", "%s%n%d", "${jndi:x}", "\u0001",
                    "'; DROP TABLE x")) {
                ScriptedClient client = rig.stranger();
                client.startup("u", name);
                ErrorResponse error = client.expectError();
                assertThat(error.sqlState()).as(name).isEqualTo("3D000");
                client.expectClosed();
            }
            rig.client().query("SELECT 1");
        }
    }

    @Test
    void trap90_nothingIsObeyedBeforeAuthentication() throws IOException {
        try (Rig rig = Rig.with("auth_type: plain\nusers:\n  app: {password: secret}", Rig.login())) {
            ScriptedClient passwordFirst = rig.stranger();
            passwordFirst.send(Frames.password("secret"));
            refused(passwordFirst, "08P01");

            ScriptedClient queryFirst = rig.stranger();
            queryFirst.startup(Rig.USER, Rig.DATABASE);
            queryFirst.expect(BackendType.AUTHENTICATION);
            queryFirst.send(Frames.query("SELECT 1"));
            refused(queryFirst, "08P01");

            ScriptedClient overlong = rig.stranger();
            overlong.startup(Rig.USER, Rig.DATABASE);
            overlong.expect(BackendType.AUTHENTICATION);
            overlong.send(Frames.int1('p'), Frames.int4(1 << 20));
            refused(overlong, "08P01");

            rig.stranger().loginWithPassword(Rig.USER, Rig.DATABASE, "secret");
        }
    }
}
