package io.howdah.protocol.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.howdah.protocol.CStrings;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * Peers that send anything in a SCRAM exchange: the exchange goes on or ends with a {@link ScramException}, and succeeds for
 * nobody who has not proved to know the password. The nonces are those of the example in RFC 7677, so the example is a seed.
 */
class ScramFuzzTest {

    private static final String CLIENT_NONCE = "rOprNGfwEbeRWgbNEkqO";
    private static final String SERVER_NONCE = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    private static final byte[] SALT = Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ==");
    private static final byte[] SALTED = ScramClient.saltedPassword("pencil", SALT, 4096);
    private static final ScramSecret SECRET = ScramSecret.ofSaltedPassword(SALTED, SALT, 4096);
    private static final Credentials.Keys KEYS = Credentials.Keys.ofSaltedPassword(SALTED);
    private static final byte[] END_POINT = {1, 2, 3};

    /** The first byte says whose peer is played; the two messages stand behind it, each with a line feed at its end. */
    @FuzzTest(maxDuration = "10m")
    void anyPeer(byte[] input) {
        if (input.length == 0) {
            return;
        }
        String[] messages = new String(input, 1, input.length - 1, StandardCharsets.ISO_8859_1).split("\n", 3);
        byte[] first = messages[0].getBytes(StandardCharsets.ISO_8859_1);
        byte[] last = messages.length < 2 ? new byte[0] : messages[1].getBytes(StandardCharsets.ISO_8859_1);
        switch (input[0]) {
            case 's' -> server(new ScramServer(SECRET, false, null, false, SERVER_NONCE), first, last, false);
            case 'm' -> server(new ScramServer(SECRET, true, null, false, SERVER_NONCE), first, last, true);
            case 'p' -> server(new ScramServer(SECRET, false, END_POINT, true, SERVER_NONCE), first, last, false);
            case 'c' -> client(new ScramClient("user", KEYS, null, CLIENT_NONCE), first, last);
            case 'b' -> client(new ScramClient("user", KEYS, END_POINT, CLIENT_NONCE), first, last);
            default -> secret(Arrays.copyOfRange(input, 1, input.length));
        }
    }

    private static void server(ScramServer server, byte[] first, byte[] last, boolean mock) {
        try {
            String serverFirst = new String(server.first(first), StandardCharsets.ISO_8859_1);
            server.last(last);
            assertThat(mock).as("a mock exchange succeeds").isFalse();
            assertThat(server.clientKey()).isEqualTo(KEYS.clientKey());
            assertThat(proof(last)).isEqualTo(proof(first, serverFirst, last));
        } catch (ScramException refused) {
            assertThat(refused.sqlState()).hasSize(5);
            assertThat(refused.getMessage()).doesNotContain("pencil");
        }
    }

    private static byte[] proof(byte[] last) {
        String text = new String(last, StandardCharsets.ISO_8859_1);
        return Base64.getDecoder().decode(text.substring(text.lastIndexOf(",p=") + 3));
    }

    /** The proof of one who knows the password, by RFC 5802. */
    private static byte[] proof(byte[] first, String serverFirst, byte[] last) {
        String text = new String(last, StandardCharsets.ISO_8859_1);
        String begun = new String(first, StandardCharsets.ISO_8859_1);
        String bare = begun.substring(begun.indexOf(',', begun.indexOf(',') + 1) + 1);
        byte[] message = (bare + "," + serverFirst + "," + text.substring(0, text.lastIndexOf(",p=")))
                .getBytes(StandardCharsets.ISO_8859_1);
        return Scram.xor(KEYS.clientKey(), Scram.hmac(Scram.hash(KEYS.clientKey()), message));
    }

    private static void client(ScramClient client, byte[] first, byte[] last) {
        client.first();
        try {
            ScramClient.Challenge challenge = client.challenge(first);
            assertThat(challenge.iterations()).isBetween(1, Scram.MAX_ITERATIONS);
            client.respond(first, KEYS);
            client.finish(last);
            // Only who has the server key can sign, and the fuzzer has the signature of the seed alone.
            assertThat(new String(last, StandardCharsets.ISO_8859_1)).startsWith("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G");
        } catch (ScramException refused) {
            assertThat(refused.sqlState()).hasSize(5);
        }
    }

    /** A stored secret, and a password with any characters. */
    private static void secret(byte[] bytes) {
        String text = CStrings.text(bytes);
        ScramSecret.parse(text).ifPresent(secret -> {
            assertThat(secret.iterations()).isPositive();
            assertThat(ScramSecret.parse(secret.encode())).contains(secret);
        });
        assertThat(SaslPrep.prepare(text)).isNotNull();
        if (Md5Password.isHash(text)) {
            assertThat(Md5Password.verify(text, new byte[4], text)).isFalse();
        }
    }
}
