package io.howdah.protocol.auth;

import io.howdah.protocol.CStrings;
import io.howdah.protocol.SqlState;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of one SCRAM-SHA-256 exchange (RFC 5802, RFC 7677), as in {@code fe-auth-scram.c}. The client does not trust
 * the server: it limits the server's messages, and the server has to prove that it knows the password too.
 *
 * <p>From a password, {@link #respond(byte[])} computes PBKDF2: some milliseconds, or much longer if the server asks for more
 * iterations. A caller that must not wait reads the {@link #challenge}, computes {@link #saltedPassword} elsewhere (and may keep
 * it per salt and number of iterations), and then calls {@link #respond(byte[], Credentials.Keys)}.
 */
public final class ScramClient {

    /** The server's salt and number of iterations. */
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
    private final byte @Nullable [] endPoint;
    private final String gs2Header;
    private final String nonce;
    private final String firstBare;

    private Step step = Step.FIRST;
    /** Empty, and so like no signature, until the client has sent its proof. */
    private byte[] expectedSignature = {};

    /**
     * An exchange without channel binding.
     *
     * @param user for the first message; PostgreSQL ignores it, and libpq sends it empty
     */
    public ScramClient(String user, Credentials credentials) {
        this(user, credentials, null);
    }

    /** @param endPoint the tls-server-end-point hash of the server's certificate, or null for no channel binding */
    public ScramClient(String user, Credentials credentials, byte @Nullable [] endPoint) {
        this(user, credentials, endPoint, Scram.nonce());
    }

    /**
     * An exchange without channel binding, over TLS, with a server that has not offered channel binding. It tells the server that
     * the client would have bound: a server that did offer it then knows that somebody in between took the offer away.
     */
    public static ScramClient unbound(Credentials credentials) {
        return new ScramClient("", credentials, null, "y,,", Scram.nonce());
    }

    ScramClient(String user, Credentials credentials, byte @Nullable [] endPoint, String nonce) {
        this(user, credentials, endPoint, endPoint == null ? "n,," : "p=tls-server-end-point,,", nonce);
    }

    private ScramClient(String user, Credentials credentials, byte @Nullable [] endPoint, String gs2Header, String nonce) {
        this.credentials = credentials;
        this.endPoint = endPoint;
        this.gs2Header = gs2Header;
        this.nonce = nonce;
        // In a name, "=" becomes =3D and "," becomes =2C (RFC 5802, saslname).
        String name = new String(CStrings.bytes(user), StandardCharsets.ISO_8859_1);
        this.firstBare = "n=" + name.replace("=", "=3D").replace(",", "=2C") + ",r=" + nonce;
    }

    /** The mechanism for SASLInitialResponse. */
    public String mechanism() {
        return endPoint == null ? ScramServer.MECHANISM : ScramServer.MECHANISM_PLUS;
    }

    /** PBKDF2 of the prepared password. Slow by design: never call it on an event loop. */
    public static byte[] saltedPassword(String password, byte[] salt, int iterations) {
        return Scram.hi(SaslPrep.prepare(password), salt, iterations);
    }

    /**
     * Like {@link #saltedPassword(String, byte[], int)}, but gives up if the result is no longer wanted.
     *
     * @param unwanted asked every millisecond or so
     * @throws java.util.concurrent.CancellationException if it gave up
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

    /** Reads the challenge in the server's first message; changes no state. */
    public Challenge challenge(byte[] serverFirst) {
        return read(serverFirst).challenge();
    }

    /** The client's last message; from a password this takes the time of PBKDF2. */
    public byte[] respond(byte[] serverFirst) {
        if (credentials instanceof Credentials.Password plain) {
            Challenge challenge = challenge(serverFirst);
            return respond(serverFirst, Credentials.Keys.ofSaltedPassword(
                    saltedPassword(plain.password(), challenge.salt(), challenge.iterations())));
        }
        return respond(serverFirst, (Credentials.Keys) credentials);
    }

    /** The client's last message from keys computed elsewhere; takes microseconds. */
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

    /** Takes the server's last message; returns if the server has proved that it knows the password, otherwise throws. */
    public void finish(byte[] serverFinal) {
        enter(Step.FINISH);
        ScramMessage message = new ScramMessage(serverFinal);
        if (message.peek() == 'e') {
            throw new ScramException(SqlState.INVALID_PASSWORD, "server refused the SCRAM exchange");
        }
        byte[] signature = ScramMessage.base64(message.attribute('v'), "server signature", Scram.KEY_LENGTH, Scram.KEY_LENGTH);
        message.skipExtensions();
        if (!MessageDigest.isEqual(signature, expectedSignature)) {
            throw new ScramException(SqlState.INVALID_AUTHORIZATION,
                    "incorrect server signature: the server does not know the password");
        }
        step = Step.DONE;
    }

    private ServerFirst read(byte[] serverFirst) {
        ScramMessage message = new ScramMessage(serverFirst);
        String full = message.nonce();
        // The server has to add to the nonce, or a recorded exchange could be replayed.
        if (!full.startsWith(nonce) || full.length() == nonce.length()) {
            throw ScramException.malformed("nonce does not begin with the one sent, or adds nothing to it");
        }
        byte[] salt = ScramMessage.base64(message.attribute('s'), "salt", 1, Scram.MAX_SALT_LENGTH);
        int iterations = iterations(message.attribute('i'));
        message.skipExtensions();
        return new ServerFirst(message.from(0), full, new Challenge(salt, iterations));
    }

    private static int iterations(String value) {
        // Nine digits cannot overflow. Integer.parseInt would also accept signs and other scripts' digits.
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
