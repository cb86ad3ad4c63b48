package io.howdah.protocol.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.howdah.protocol.SqlState;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScramExchangeTest {

    // RFC 7677, section 3.
    private static final String CLIENT_NONCE = "rOprNGfwEbeRWgbNEkqO";
    private static final String SERVER_NONCE = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    private static final String CLIENT_FIRST = "n,,n=user,r=" + CLIENT_NONCE;
    private static final String SERVER_FIRST = "r=" + CLIENT_NONCE + SERVER_NONCE + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
    private static final String CLIENT_FINAL = "c=biws,r=" + CLIENT_NONCE + SERVER_NONCE
            + ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
    private static final String SERVER_FINAL = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";
    private static final ScramSecret SECRET = ScramSecret.derive("pencil", Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ=="),
            4096);
    private static final byte[] END_POINT = {1, 2, 3};

    private static ScramServer server() {
        return new ScramServer(SECRET, false, null, false, SERVER_NONCE);
    }

    private static ScramClient client(Credentials credentials) {
        return new ScramClient("user", credentials, null, CLIENT_NONCE);
    }

    private static ScramClient client() {
        return client(new Credentials.Password("pencil"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void serverSpeaksTheRfcsExample() {
        ScramServer server = server();
        assertThat(server.first(bytes(CLIENT_FIRST))).asString().isEqualTo(SERVER_FIRST);
        assertThat(server.last(bytes(CLIENT_FINAL))).asString().isEqualTo(SERVER_FINAL);
    }

    @Test
    void clientSpeaksTheRfcsExample() {
        ScramClient client = client();
        assertThat(client.mechanism()).isEqualTo("SCRAM-SHA-256");
        assertThat(client.first()).asString().isEqualTo(CLIENT_FIRST);
        assertThat(client.challenge(bytes(SERVER_FIRST))).isEqualTo(new ScramClient.Challenge(SECRET.salt(), 4096));
        assertThat(client.respond(bytes(SERVER_FIRST))).asString().isEqualTo(CLIENT_FINAL);
        client.finish(bytes(SERVER_FINAL));
    }

    @Test
    void saltedPasswordMayBeComputedElsewhere() {
        ScramClient client = client();
        client.first();
        ScramClient.Challenge challenge = client.challenge(bytes(SERVER_FIRST));
        byte[] salted = ScramClient.saltedPassword("pencil", challenge.salt(), challenge.iterations());
        assertThat(client.respond(bytes(SERVER_FIRST), Credentials.Keys.ofSaltedPassword(salted))).asString()
                .isEqualTo(CLIENT_FINAL);
        client.finish(bytes(SERVER_FINAL));
    }

    @Test
    void keysOfOneLoginOpenAnother() {
        ScramServer outer = new ScramServer(SECRET, false);
        ScramClient rider = new ScramClient("", new Credentials.Password("pencil"));
        rider.finish(outer.last(rider.respond(outer.first(rider.first()))));

        Credentials.Keys keys = new Credentials.Keys(outer.clientKey(), SECRET.serverKey());
        ScramServer inner = new ScramServer(SECRET, false);
        ScramClient pooler = new ScramClient("", keys);
        pooler.finish(inner.last(pooler.respond(inner.first(pooler.first()))));

        // After a change of the password the same keys are worthless.
        ScramServer changed = new ScramServer(ScramSecret.derive("pencil"), false);
        ScramClient stale = new ScramClient("", keys);
        byte[] last = stale.respond(changed.first(stale.first()));
        assertFails(SqlState.INVALID_PASSWORD, () -> changed.last(last));
    }

    @Test
    void wrongPasswordAndUnknownUserFailAlike() {
        ScramServer real = new ScramServer(SECRET, false);
        ScramServer mock = new ScramServer(ScramServer.mock("nobody", bytes("pooler")), true);
        for (ScramServer server : new ScramServer[] {real, mock}) {
            ScramClient client = new ScramClient("", new Credentials.Password("wrong"));
            byte[] last = client.respond(server.first(client.first()));
            ScramException e = assertFails(SqlState.INVALID_PASSWORD, () -> server.last(last));
            assertThat(e).hasMessage("password authentication failed");
            assertThatThrownBy(server::clientKey).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void mockFailsEvenWithTheRightPassword() {
        ScramServer server = new ScramServer(SECRET, true, null, false, SERVER_NONCE);
        server.first(bytes(CLIENT_FIRST));
        assertFails(SqlState.INVALID_PASSWORD, () -> server.last(bytes(CLIENT_FINAL)));
    }

    @Test
    void mockSaltIsStablePerUserAndPooler() {
        byte[] salt = ScramServer.mock("nobody", bytes("pooler")).salt();
        assertThat(salt).hasSize(16).isEqualTo(ScramServer.mock("nobody", bytes("pooler")).salt());
        assertThat(salt).isNotEqualTo(ScramServer.mock("somebody", bytes("pooler")).salt());
        assertThat(salt).isNotEqualTo(ScramServer.mock("nobody", bytes("another")).salt());
        assertThat(ScramServer.mock("nobody", bytes("pooler")).iterations()).isEqualTo(4096);
    }

    @Test
    void noncesAreFreshEachTime() {
        assertThat(new ScramClient("", new Credentials.Password("x")).first())
                .isNotEqualTo(new ScramClient("", new Credentials.Password("x")).first());
        assertThat(new ScramServer(SECRET, false).first(bytes(CLIENT_FIRST)))
                .isNotEqualTo(new ScramServer(SECRET, false).first(bytes(CLIENT_FIRST)));
    }

    @Test
    void stepsOutOfTurnAreRefused() {
        ScramServer server = server();
        assertFails(SqlState.PROTOCOL_VIOLATION, () -> server.last(bytes(CLIENT_FINAL)));
        ScramServer twice = server();
        twice.first(bytes(CLIENT_FIRST));
        assertFails(SqlState.PROTOCOL_VIOLATION, () -> twice.first(bytes(CLIENT_FIRST)));
        // A failed step cannot be repeated, so there is no second guess against the same nonce.
        ScramServer guessed = server();
        guessed.first(bytes(CLIENT_FIRST));
        assertFails(SqlState.INVALID_PASSWORD, () -> guessed.last(bytes(CLIENT_FINAL.replace("p=dH", "p=dG"))));
        assertFails(SqlState.PROTOCOL_VIOLATION, () -> guessed.last(bytes(CLIENT_FINAL)));
        ScramClient client = client();
        assertFails(SqlState.PROTOCOL_VIOLATION, () -> client.finish(bytes(SERVER_FINAL)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "08P01 | n,,r=abc,n=user",
        "08P01 | n,,n=user",
        "08P01 | n,,n=user,r=",
        "08P01 | n,,n=user,r=a\tb",
        "08P01 | n",
        "08P01 | n,",
        "08P01 | n,,",
        "08P01 | n,,x",
        "08P01 | n,,n",
        "08P01 | n,,nuser,r=abc",
        "08P01 | n,,n=user,r=abc,",
        "08P01 | n,,n=user,r=abc,x",
        "08P01 | n,,n=user,r=abc,7=x",
        "08P01 | q,,n=user,r=abc",
        "08P01 | nn,,n=user,r=abc",
        "08P01 | p=tls-server-end-point,,n=user,r=abc",
        "08P01 | p=tls-unique,,n=user,r=abc",
        "0A000 | n,a=other,n=user,r=abc",
        "0A000 | n,,m=ext,n=user,r=abc",
        "0A000 | n,,n=user,m=ext,r=abc"})
    void serverRefusesAFirstMessageThatIsNone(String state, String message) {
        ScramException e = catchThrowableOfType(ScramException.class, () -> server().first(bytes(message.strip())));
        assertThat(e).isNotNull();
        assertThat(e.sqlState()).isEqualTo(state.strip());
    }

    @ParameterizedTest
    @ValueSource(strings = {"n,,n=,r=abc", "y,,n=user,r=abc", "n,,n=user,r=abc,x=ignored,Y=too"})
    void serverTakesTheVariantsOfAFirstMessage(String message) {
        assertThat(server().first(bytes(message))).asString().startsWith("r=abc" + SERVER_NONCE + ",s=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "c=biws", "c=biws,r=NONCE", "r=NONCE,c=biws,p=PROOF", "c=eSws,r=NONCE,p=PROOF",
        "c=,r=NONCE,p=PROOF", "c=biws,r=NONCEx,p=PROOF", "c=biws,r=rOprNGfwEbeRWgbNEkqO,p=PROOF", "c=biws,r=NONCE,p=",
        "c=biws,r=NONCE,p=%%%%", "c=biws,r=NONCE,p=dHzb", "c=biws,r=NONCE,p=PROOF,x=y", "c=biws,r=NONCE,p=PROOF,",
        "c=biws,p=PROOF", "p=PROOF"})
    void serverRefusesAFinalMessageThatIsNone(String template) {
        ScramServer server = server();
        server.first(bytes(CLIENT_FIRST));
        String message = template.replace("NONCE", CLIENT_NONCE + SERVER_NONCE)
                .replace("PROOF", "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
        assertFails(SqlState.PROTOCOL_VIOLATION, () -> server.last(bytes(message)));
    }

    @Test
    void messagesAreBounded() {
        String within = "n,,n=user,r=" + "x".repeat(512);
        assertThat(server().first(bytes(within))).isNotEmpty();
        assertFails(SqlState.PROTOCOL_VIOLATION, () -> server().first(bytes(within + "x")));
        String longName = "n,,n=" + "x".repeat(1024) + ",r=abc";
        assertFails(SqlState.PROTOCOL_VIOLATION, () -> server().first(bytes(longName)));
        assertFails(SqlState.PROTOCOL_VIOLATION, () -> server().first(bytes("n,,n=us\0er,r=abc")));
        assertFails(SqlState.PROTOCOL_VIOLATION, () -> server().first(new byte[0]));
    }

    @ParameterizedTest
    @ValueSource(strings = {"r=NONCE,s=c2FsdA==,i=0", "r=NONCE,s=c2FsdA==,i=-1", "r=NONCE,s=c2FsdA==,i=10000001",
        "r=NONCE,s=c2FsdA==,i=2147483648", "r=NONCE,s=c2FsdA==,i=99999999999999", "r=NONCE,s=c2FsdA==,i=+1",
        "r=NONCE,s=c2FsdA==,i=", "r=NONCE,s=c2FsdA==,i=1x", "r=NONCE,s=,i=4096", "r=NONCE,s=%%%,i=4096",
        "r=NONCE,i=4096,s=c2FsdA==", "r=NONCE,s=c2FsdA==", "r=NONCE", "", "e=other-error",
        "r=rOprNGfwEbeRWgbNEkqO,s=c2FsdA==,i=4096",
        "r=elsewhere,s=c2FsdA==,i=4096"})
    void clientRefusesAServersFirstMessageThatIsNone(String template) {
        ScramClient client = client();
        client.first();
        String message = template.replace("NONCE", CLIENT_NONCE + SERVER_NONCE);
        assertFails(SqlState.PROTOCOL_VIOLATION, () -> client.respond(bytes(message)));
    }

    @Test
    void clientRefusesAnExtensionItMustUnderstand() {
        ScramClient client = client();
        client.first();
        assertFails(SqlState.FEATURE_NOT_SUPPORTED, () -> client.respond(bytes("m=ext," + SERVER_FIRST)));
    }

    @Test
    void clientWantsTheServerToProveItself() {
        for (String last : new String[] {"v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", "v=AAAA", "v=", "x=y", "",
            "e=invalid-proof", "v=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}) {
            ScramClient client = client();
            client.first();
            client.respond(bytes(SERVER_FIRST));
            assertThatThrownBy(() -> client.finish(bytes(last))).as(last).isInstanceOf(ScramException.class);
        }
    }

    @Test
    void bindsToTheTlsChannel() {
        ScramServer server = new ScramServer(SECRET, false, END_POINT, true);
        ScramClient client = new ScramClient("", new Credentials.Password("pencil"), END_POINT);
        assertThat(client.mechanism()).isEqualTo("SCRAM-SHA-256-PLUS");
        client.finish(server.last(client.respond(server.first(client.first()))));

        ScramServer elsewhere = new ScramServer(SECRET, false, new byte[] {1, 2, 4}, true);
        ScramClient deceived = new ScramClient("", new Credentials.Password("pencil"), END_POINT);
        byte[] last = deceived.respond(elsewhere.first(deceived.first()));
        assertFails(SqlState.INVALID_AUTHORIZATION, () -> elsewhere.last(last));
    }

    @Test
    void seesADowngrade() {
        // "y": the client supports channel binding, but believes that this server does not.
        assertFails(SqlState.INVALID_AUTHORIZATION,
                () -> new ScramServer(SECRET, false, END_POINT, false).first(bytes("y,,n=,r=abc")));
        assertThat(new ScramServer(SECRET, false, END_POINT, false).first(bytes("n,,n=,r=abc"))).isNotEmpty();
        assertFails(SqlState.PROTOCOL_VIOLATION,
                () -> new ScramServer(SECRET, false, END_POINT, true).first(bytes("n,,n=,r=abc")));
        assertFails(SqlState.PROTOCOL_VIOLATION,
                () -> new ScramServer(SECRET, false, END_POINT, true).first(bytes("y,,n=,r=abc")));
        assertThatThrownBy(() -> new ScramServer(SECRET, false, null, true)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void escapesTheUsersName() {
        assertThat(new ScramClient("a,b=c", new Credentials.Password("x"), null, "abc").first()).asString()
                .isEqualTo("n,,n=a=2Cb=3Dc,r=abc");
    }

    private static ScramException assertFails(SqlState state, ThrowingCallable step) {
        ScramException e = catchThrowableOfType(ScramException.class, step);
        assertThat(e).isNotNull();
        assertThat(e.state()).isEqualTo(state);
        assertThat(e.sqlState()).isEqualTo(state.code());
        assertThat(e.getMessage()).doesNotContain("pencil").doesNotContain("dHzb");
        return e;
    }
}
