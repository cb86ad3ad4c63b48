package io.howdah.protocol.auth;

import io.howdah.protocol.CStrings;
import io.howdah.protocol.SqlState;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of one SCRAM-SHA-256 exchange (RFC 5802, RFC 7677), as in {@code auth-scram.c}. No channel and no clock:
 * bytes in, bytes out.
 *
 * <pre>
 *   client-first   n,,n=,r=NONCE              --> first()
 *                                             <-- r=NONCE+MORE,s=SALT,i=4096
 *   client-final   c=biws,r=NONCE+MORE,p=...  --> last()
 *                                             <-- v=SIGNATURE
 * </pre>
 *
 * For a user who does not exist, the exchange runs with the secret of {@link #mock} and fails at its end, in the same words and
 * time as after a wrong password.
 */
public final class ScramServer {

    /** The mechanism without channel binding. */
    public static final String MECHANISM = "SCRAM-SHA-256";

    /** The mechanism with channel binding: only for TLS connections. */
    public static final String MECHANISM_PLUS = "SCRAM-SHA-256-PLUS";

    private enum Step { FIRST, LAST, DONE, FAILED }

    private static final int MOCK_SALT_LENGTH = 16;

    private final ScramSecret secret;
    private final boolean mock;
    private final byte @Nullable [] endPoint;
    private final boolean plus;
    private final String serverNonce;

    private Step step = Step.FIRST;
    // Empty until the step that sets them; enter() keeps the order of the steps.
    private String gs2Header = "";
    private String nonce = "";
    private String firstBare = "";
    private String serverFirst = "";
    private byte[] clientKey = {};

    /**
     * An exchange with {@link #MECHANISM}; channel binding was not offered.
     *
     * @param mock whether the exchange has to fail even with a right proof
     */
    public ScramServer(ScramSecret secret, boolean mock) {
        this(secret, mock, null, false);
    }

    /**
     * An exchange over TLS.
     *
     * @param endPoint the tls-server-end-point hash of this side's certificate, or null if {@link #MECHANISM_PLUS} was not
     *     offered
     * @param plus whether the client chose {@link #MECHANISM_PLUS}
     */
    public ScramServer(ScramSecret secret, boolean mock, byte @Nullable [] endPoint, boolean plus) {
        this(secret, mock, endPoint, plus, Scram.nonce());
    }

    ScramServer(ScramSecret secret, boolean mock, byte @Nullable [] endPoint, boolean plus, String serverNonce) {
        if (plus && endPoint == null) {
            throw new IllegalArgumentException("channel binding chosen, but there is no end point to bind to");
        }
        this.secret = secret;
        this.mock = mock;
        this.endPoint = endPoint;
        this.plus = plus;
        this.serverNonce = serverNonce;
    }

    /**
     * The secret for the exchange with a user who does not exist or has no password. Each login of the user gets the same salt,
     * as a real user's login does ({@code scram_mock_salt}).
     *
     * @param poolerSecret random bytes, never sent; the salts stay the same as long as these do
     */
    public static ScramSecret mock(String user, byte[] poolerSecret) {
        return mock(user, poolerSecret, Scram.DEFAULT_ITERATIONS, MOCK_SALT_LENGTH);
    }

    /** Like {@link #mock(String, byte[])}, with the iterations and the salt length of the existing users' secrets. */
    public static ScramSecret mock(String user, byte[] poolerSecret, int iterations, int saltLength) {
        byte[] name = CStrings.bytes(user);
        byte[] salt = Scram.hmac(poolerSecret, name);
        while (salt.length < saltLength) {
            byte[] more = Scram.hmac(salt, name);
            salt = Arrays.copyOf(salt, salt.length + more.length);
            System.arraycopy(more, 0, salt, salt.length - more.length, more.length);
        }
        return new ScramSecret(iterations, Arrays.copyOf(salt, saltLength), new byte[Scram.KEY_LENGTH],
                new byte[Scram.KEY_LENGTH]);
    }

    /** Takes the client's first message and returns the server's. */
    public byte[] first(byte[] clientFirst) {
        enter(Step.FIRST);
        ScramMessage message = new ScramMessage(clientFirst);
        checkBindingFlag(message.upToComma());
        if (!message.upToComma().isEmpty()) {
            throw new ScramException(SqlState.FEATURE_NOT_SUPPORTED,
                    "client uses authorization identity, but it is not supported");
        }
        gs2Header = message.between(0, message.position());
        firstBare = message.from(message.position());
        // The login uses the start-up packet's user name; PostgreSQL only checks that this name is there.
        message.attribute('n');
        String clientNonce = message.nonce();
        message.skipExtensions();
        nonce = clientNonce + serverNonce;
        serverFirst = "r=" + nonce + ",s=" + Base64.getEncoder().encodeToString(secret.salt()) + ",i=" + secret.iterations();
        step = Step.LAST;
        return ScramMessage.bytes(serverFirst);
    }

    /**
     * Takes the client's last message and returns the server's.
     *
     * @throws ScramException with 28P01 for a wrong proof and in a mock exchange, 08P01 for a malformed message
     */
    public byte[] last(byte[] clientFinal) {
        enter(Step.LAST);
        ScramMessage message = new ScramMessage(clientFinal);
        checkBinding(message.attribute('c'));
        byte[] sent = ScramMessage.bytes(message.attribute('r'));
        int proofAt = message.position();
        while (message.peek() != 'p') {
            message.anyAttribute();
            proofAt = message.position();
        }
        byte[] proof = ScramMessage.base64(message.attribute('p'), "proof", Scram.KEY_LENGTH, Scram.KEY_LENGTH);
        if (!message.atEnd()) {
            throw ScramException.malformed("something follows the proof");
        }
        if (!MessageDigest.isEqual(sent, ScramMessage.bytes(nonce))) {
            throw ScramException.malformed("nonce does not match");
        }
        byte[] authMessage = ScramMessage.bytes(firstBare + "," + serverFirst + "," + message.between(0, proofAt - 1));
        byte[] candidate = Scram.xor(proof, Scram.hmac(secret.storedKey(), authMessage));
        byte[] signature = Scram.hmac(secret.serverKey(), authMessage);
        boolean right = MessageDigest.isEqual(Scram.hash(candidate), secret.storedKey());
        if (!right || mock) {
            throw new ScramException(SqlState.INVALID_PASSWORD, "password authentication failed");
        }
        clientKey = candidate;
        step = Step.DONE;
        return ScramMessage.bytes("v=" + Base64.getEncoder().encodeToString(signature));
    }

    /**
     * The client's key, recovered from its proof. With this key and the secret's server key the pooler can log in to a server
     * that stores the same secret, but not to a server with another salt or number of iterations.
     */
    public byte[] clientKey() {
        if (step != Step.DONE) {
            throw new IllegalStateException("the exchange has not succeeded");
        }
        return clientKey.clone();
    }

    /** Each step works once; a step that throws leaves the exchange failed. */
    private void enter(Step expected) {
        if (step != expected) {
            throw ScramException.malformed("it comes out of turn");
        }
        step = Step.FAILED;
    }

    private void checkBindingFlag(String flag) {
        switch (flag) {
            case "n" -> {
                if (plus) {
                    throw ScramException.malformed("the client selected " + MECHANISM_PLUS
                            + ", but the message has no channel binding");
                }
            }
            case "y" -> {
                if (plus) {
                    throw ScramException.malformed("the client selected " + MECHANISM_PLUS
                            + ", but the message has no channel binding");
                }
                if (endPoint != null) {
                    // The client believes that the server does not offer channel binding, but it was offered: an attacker in
                    // between removed the offer.
                    throw new ScramException(SqlState.INVALID_AUTHORIZATION, "SCRAM channel binding negotiation error");
                }
            }
            case "p=tls-server-end-point" -> {
                if (!plus) {
                    throw ScramException.malformed("the client selected " + MECHANISM
                            + ", but the message has channel binding");
                }
            }
            default -> {
                if (flag.startsWith("p=")) {
                    throw new ScramException(SqlState.PROTOCOL_VIOLATION,
                            "unsupported SCRAM channel-binding type (expected: tls-server-end-point)");
                }
                throw ScramException.malformed("unexpected channel-binding flag (expected: n, y or p=)");
            }
        }
    }

    private void checkBinding(String sent) {
        byte[] header = ScramMessage.bytes(gs2Header);
        byte[] expected = header;
        if (plus && endPoint != null) {
            expected = Arrays.copyOf(header, header.length + endPoint.length);
            System.arraycopy(endPoint, 0, expected, header.length, endPoint.length);
        }
        if (!MessageDigest.isEqual(ScramMessage.bytes(sent), Base64.getEncoder().encode(expected))) {
            if (plus) {
                throw new ScramException(SqlState.INVALID_AUTHORIZATION, "SCRAM channel binding check failed");
            }
            throw ScramException.malformed("unexpected SCRAM channel-binding attribute in client-final-message");
        }
    }
}
