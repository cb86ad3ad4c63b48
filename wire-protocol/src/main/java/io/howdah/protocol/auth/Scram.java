package io.howdah.protocol.auth;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;

/** The functions of RFC 5802, section 2.2, with SHA-256, and the limits of both sides. */
final class Scram {

    /** Length of SHA-256 digests and so of every key: {@code SCRAM_SHA_256_KEY_LEN}. */
    static final int KEY_LENGTH = 32;

    /** {@code SCRAM_RAW_NONCE_LEN}; 24 characters in base64. */
    static final int RAW_NONCE_LENGTH = 18;

    /**
     * No peer needs more: PostgreSQL's nonce has 24 characters, and PostgreSQL accepts any nonce within its message of 1024
     * bytes.
     */
    static final int MAX_NONCE_LENGTH = 512;

    /** {@code PG_MAX_SASL_MESSAGE_LENGTH}: a longer message is refused unread. */
    static final int MAX_MESSAGE_LENGTH = 1024;

    /** PostgreSQL's salt has 16 bytes. The message's length would allow more; no sensible salt does. */
    static final int MAX_SALT_LENGTH = 256;

    /** {@code SCRAM_SHA_256_DEFAULT_ITERATIONS}. */
    static final int DEFAULT_ITERATIONS = 4096;

    /**
     * About 5 s of one core. Without a limit a hostile server could ask for 2^31 iterations and so for hours. The pooler's own
     * logins have a lower limit ({@code scram_max_iterations}).
     */
    static final int MAX_ITERATIONS = 10_000_000;

    /** Rounds between two checks whether the caller still wants the result: about a millisecond. */
    private static final int LOOK_EVERY = 1024;

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String HMAC = "HmacSHA256";

    private Scram() {
    }

    static byte[] hash(byte[] data) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK offers no SHA-256", e);
        }
    }

    static byte[] hmac(byte[] key, byte[] data) {
        return mac(key).doFinal(data);
    }

    /** {@code Hi}: PBKDF2 with one block of output. Slow by design. */
    static byte[] hi(byte[] password, byte[] salt, int iterations) {
        return hi(password, salt, iterations, () -> false);
    }

    /**
     * Like {@link #hi(byte[], byte[], int)}, but gives up if the result is no longer wanted.
     *
     * @throws CancellationException if it gave up
     */
    static byte[] hi(byte[] password, byte[] salt, int iterations, BooleanSupplier unwanted) {
        if (iterations < 1 || iterations > MAX_ITERATIONS) {
            throw new IllegalArgumentException("iterations: " + iterations + " (expected: 1 to " + MAX_ITERATIONS + ")");
        }
        Mac mac = mac(password);
        mac.update(salt);
        byte[] u = mac.doFinal(new byte[] {0, 0, 0, 1});
        byte[] result = u.clone();
        try {
            for (int i = 1; i < iterations; i++) {
                if (i % LOOK_EVERY == 0 && unwanted.getAsBoolean()) {
                    throw new CancellationException("nobody waits for the salted password any more");
                }
                mac.update(u);
                mac.doFinal(u, 0);
                for (int j = 0; j < KEY_LENGTH; j++) {
                    result[j] ^= u[j];
                }
            }
        } catch (ShortBufferException e) {
            throw new IllegalStateException(e);
        }
        return result;
    }

    static byte[] xor(byte[] a, byte[] b) {
        byte[] result = new byte[a.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (byte) (a[i] ^ b[i]);
        }
        return result;
    }

    static String nonce() {
        return Base64.getEncoder().encodeToString(random(RAW_NONCE_LENGTH));
    }

    static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    private static Mac mac(byte[] key) {
        // SecretKeySpec refuses an empty key. HMAC pads an empty key and a single zero byte to the same block.
        byte[] usable = key.length == 0 ? new byte[1] : key;
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(usable, HMAC));
            return mac;
        } catch (InvalidKeyException e) {
            throw new IllegalArgumentException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK offers no HMAC-SHA-256", e);
        }
    }
}
