package io.howdah.protocol.auth;

import io.howdah.protocol.CStrings;
import io.howdah.protocol.SqlState;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.BooleanSupplier;

/**
 * The client's side of one SCRAM-SHA-256 exchange (RFC 5802, RFC 7677), as {@code fe-auth-scram.c} runs it. The server is not
 * trusted: what it sends is bounded, and it has to prove that it knows the password too.
 *
 * <p>From a password, {@link #respond(byte[])} computes PBKDF2, some milliseconds and at the server's choice much longer. Who
 * must not wait reads the {@link #challenge}, computes {@link #saltedPassword} elsewhere (it may be kept, per salt and number of
 * iterations), and then calls {@link #respond(byte[], Credentials.Keys)}.
 */
public final class ScramClient {

    /** What a server asks: the salt and how many iterations. */
    public record Challenge(byte[] salt, int iterations) {

        @Override
        public boolean equals(Object other) {
            return other instanceof Challenge that && iterations == that.iterations && Arrays.equals(salt, that.salt);
        }

        @Override
        public int hashCode() {
            return 31 * iterations + Arrays.hashCode(salt);
        }
    }

    private enum Step { FIRST, RESPOND, FINISH, DONE, FAILED }

    private final Credentials credentials;
    private final byte[] endPoint;
    private final String gs2Header;
    private final String nonce;
    private final String firstBare;

    private Step step = Step.FIRST;
    private byte[] expectedSignature;

    /**
     * An exchange without channel binding.
     *
     * @param user sent in the first message; PostgreSQL does not look at it and libpq sends it empty
     */
    public ScramClient(String user, Credentials credentials) {
        this(user, credentials, null);
    }

    /** @param endPoint the tls-server-end-point hash of the server's certificate, or null for no channel binding */
    public ScramClient(String user, Credentials credentials, byte[] endPoint) {
        this(user, credentials, endPoint, Scram.nonce());
    }

    ScramClient(String user, Credentials credentials, byte[] endPoint, String nonce) {
        this.credentials = credentials;
        this.endPoint = endPoint;
        this.gs2Header = endPoint == null ? "n,," : "p=tls-server-end-point,,";
        this.nonce = nonce;
        // "=" and "," of a name travel as =3D and =2C (RFC 5802, saslname).
        String name = new String(CStrings.bytes(user), StandardCharsets.ISO_8859_1);
        this.firstBare = "n=" + name.replace("=", "=3D").replace(",", "=2C") + ",r=" + nonce;
    }

    /** The mechanism to name in SASLInitialResponse. */
    public String mechanism() {
        return endPoint == null ? ScramServer.MECHANISM : ScramServer.MECHANISM_PLUS;
    }

    /** PBKDF2 of the prepared password. Slow by design: off the event loops. */
    public static byte[] saltedPassword(String password, byte[] salt, int iterations) {
        return Scram.hi(SaslPrep.prepare(password), salt, iterations);
    }

    /**
     * The same, given up when nobody wants it any more.
     *
     * @param unwanted asked every millisecond or so
     * @throws java.util.concurrent.CancellationException where it was given up
     */
    public static byte[] saltedPassword(String password, byte[] salt, int iterations, BooleanSupplier unwanted) {
        return Scram.hi(SaslPrep.prepare(password), salt, iterations, unwanted);
    }

    /** The client's first message. */
    public byte[] first() {
        enter(Step.FIRST);
        step = Step.RESPOND;
        return ScramMessage.bytes(gs2Header + firstBare);
    }

    /** What the server's first message asks for; changes nothing here. */
    public Challenge challenge(byte[] serverFirst) {
        return read(serverFirst).challenge();
    }

    /** The client's last message; from a password this takes PBKDF2's time. */
    public byte[] respond(byte[] serverFirst) {
        if (credentials instanceof Credentials.Password plain) {
            Challenge challenge = challenge(serverFirst);
            return respond(serverFirst, Credentials.Keys.ofSaltedPassword(
                    saltedPassword(plain.password(), challenge.salt(), challenge.iterations())));
        }
        return respond(serverFirst, (Credentials.Keys) credentials);
    }

    /** The same with keys computed elsewhere; takes no time worth naming. */
    public byte[] respond(byte[] serverFirst, Credentials.Keys keys) {
        enter(Step.RESPOND);
        ServerFirst server = read(serverFirst);
        byte[] header = ScramMessage.bytes(gs2Header);
        byte[] binding = header;
        if (endPoint != null) {
            binding = Arrays.copyOf(header, header.length + endPoint.length);
            System.arraycopy(endPoint, 0, binding, header.length, endPoint.length);
        }
        String withoutProof = "c=" + Base64.getEncoder().encodeToString(binding) + ",r=" + server.nonce();
        byte[] authMessage = ScramMessage.bytes(firstBare + "," + server.text() + "," + withoutProof);
        byte[] storedKey = Scram.hash(keys.clientKey());
        byte[] proof = Scram.xor(keys.clientKey(), Scram.hmac(storedKey, authMessage));
        expectedSignature = Scram.hmac(keys.serverKey(), authMessage);
        step = Step.FINISH;
        return ScramMessage.bytes(withoutProof + ",p=" + Base64.getEncoder().encodeToString(proof));
    }

    /** Takes the server's last message; returns where the server has proved that it knows the password. */
    public void finish(byte[] serverFinal) {
        enter(Step.FINISH);
        ScramMessage message = new ScramMessage(serverFinal);
        if (message.peek() == 'e') {
            throw new ScramException(SqlState.INVALID_PASSWORD, "server refused the SCRAM exchange");
        }
        byte[] signature = ScramMessage.base64(message.attribute('v'), "server signature", Scram.KEY_LENGTH, Scram.KEY_LENGTH);
        message.skipExtensions();
        if (!MessageDigest.isEqual(signature, expectedSignature)) {
            throw new ScramException(SqlState.INVALID_AUTHORIZATION, "incorrect server signature: the server does not know the password");
        }
        step = Step.DONE;
    }

    private ServerFirst read(byte[] serverFirst) {
        ScramMessage message = new ScramMessage(serverFirst);
        String full = message.nonce();
        // Something of the server's own has to follow, or an old exchange could be played again.
        if (!full.startsWith(nonce) || full.length() == nonce.length()) {
            throw ScramException.malformed("nonce does not begin with the one sent, or adds nothing to it");
        }
        byte[] salt = ScramMessage.base64(message.attribute('s'), "salt", 1, Scram.MAX_SALT_LENGTH);
        int iterations = iterations(message.attribute('i'));
        message.skipExtensions();
        return new ServerFirst(message.from(0), full, new Challenge(salt, iterations));
    }

    private static int iterations(String value) {
        // Nine digits cannot overflow, and signs and other scripts' digits are none of ours.
        int iterations = value.length() <= 9 && !value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9')
                ? Integer.parseInt(value) : -1;
        if (iterations < 1 || iterations > Scram.MAX_ITERATIONS) {
            throw ScramException.malformed("invalid iteration count (expected: 1 to " + Scram.MAX_ITERATIONS + ")");
        }
        return iterations;
    }

    private void enter(Step expected) {
        if (step != expected) {
            throw ScramException.malformed("it comes out of turn");
        }
        step = Step.FAILED;
    }

    private record ServerFirst(String text, String nonce, Challenge challenge) {
    }
}
