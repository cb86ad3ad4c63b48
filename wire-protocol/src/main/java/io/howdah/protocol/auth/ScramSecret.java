package io.howdah.protocol.auth;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * A server's record of a SCRAM-SHA-256 password, as in PostgreSQL's {@code pg_authid.rolpassword}:
 * {@code SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>}, the last three in base64. It is enough to check a client and
 * to prove the server to the client, but not enough to log in.
 */
public record ScramSecret(int iterations, byte[] salt, byte[] storedKey, byte[] serverKey) {

    /** PostgreSQL's default number of iterations. */
    public static final int DEFAULT_ITERATIONS = Scram.DEFAULT_ITERATIONS;

    private static final String PREFIX = "SCRAM-SHA-256$";
    private static final byte[] CLIENT_KEY = "Client Key".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SERVER_KEY = "Server Key".getBytes(StandardCharsets.US_ASCII);

    public ScramSecret {
        if (iterations < 1 || iterations > Scram.MAX_ITERATIONS) {
            throw new IllegalArgumentException("iterations: " + iterations + " (expected: 1 to " + Scram.MAX_ITERATIONS + ")");
        }
        if (salt.length == 0 || salt.length > Scram.MAX_SALT_LENGTH) {
            throw new IllegalArgumentException("salt: " + salt.length + " bytes (expected: 1 to " + Scram.MAX_SALT_LENGTH + ")");
        }
        if (storedKey.length != Scram.KEY_LENGTH || serverKey.length != Scram.KEY_LENGTH) {
            throw new IllegalArgumentException("keys: " + storedKey.length + " and " + serverKey.length + " bytes (expected: "
                    + Scram.KEY_LENGTH + " each)");
        }
    }

    /** Reads a stored secret; empty for any other text, such as an MD5 hash or a password in clear text. */
    public static Optional<ScramSecret> parse(String stored) {
        if (!stored.startsWith(PREFIX)) {
            return Optional.empty();
        }
        String[] halves = stored.substring(PREFIX.length()).split("\\$", -1);
        if (halves.length != 2) {
            return Optional.empty();
        }
        String[] cost = halves[0].split(":", -1);
        String[] keys = halves[1].split(":", -1);
        if (cost.length != 2 || keys.length != 2) {
            return Optional.empty();
        }
        try {
            Base64.Decoder base64 = Base64.getDecoder();
            return Optional.of(new ScramSecret(Integer.parseInt(cost[0]), base64.decode(cost[1]), base64.decode(keys[0]),
                    base64.decode(keys[1])));
        } catch (IllegalArgumentException e) {
            // A wrong number, wrong base64 or a length out of bounds; NumberFormatException is an IllegalArgumentException.
            return Optional.empty();
        }
    }

    /** The secret of a password, prepared as PostgreSQL prepares it. Slow by design: never call it on an event loop. */
    public static ScramSecret derive(String password, byte[] salt, int iterations) {
        return ofSaltedPassword(Scram.hi(SaslPrep.prepare(password), salt, iterations), salt, iterations);
    }

    /** Like {@link #derive(String, byte[], int)}, with a fresh salt and PostgreSQL's default of 4096 iterations. */
    public static ScramSecret derive(String password) {
        return derive(password, Scram.random(16), Scram.DEFAULT_ITERATIONS);
    }

    static ScramSecret ofSaltedPassword(byte[] saltedPassword, byte[] salt, int iterations) {
        return new ScramSecret(iterations, salt, Scram.hash(clientKey(saltedPassword)), serverKey(saltedPassword));
    }

    static byte[] clientKey(byte[] saltedPassword) {
        return Scram.hmac(saltedPassword, CLIENT_KEY);
    }

    static byte[] serverKey(byte[] saltedPassword) {
        return Scram.hmac(saltedPassword, SERVER_KEY);
    }

    /** The text that PostgreSQL stores. */
    public String encode() {
        Base64.Encoder base64 = Base64.getEncoder();
        return PREFIX + iterations + ":" + base64.encodeToString(salt) + "$" + base64.encodeToString(storedKey) + ":"
                + base64.encodeToString(serverKey);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ScramSecret that && iterations == that.iterations && Arrays.equals(salt, that.salt)
                && Arrays.equals(storedKey, that.storedKey) && Arrays.equals(serverKey, that.serverKey);
    }

    @Override
    public int hashCode() {
        return 31 * iterations + Arrays.hashCode(salt);
    }

    /** Without salt and keys: the server key is enough to pose as the server. */
    @Override
    public String toString() {
        return "ScramSecret[" + iterations + " iterations]";
    }
}
