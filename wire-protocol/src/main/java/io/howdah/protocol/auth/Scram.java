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

/** The functions of RFC 5802, section 2.2, over SHA-256, and the limits both sides keep. */
final class Scram {

    /** SHA-256's and so every key's length: {@code SCRAM_SHA_256_KEY_LEN}. */
    static final int KEY_LENGTH = 32;

    /** {@code SCRAM_RAW_NONCE_LEN}; in base64, 24 characters. */
    static final int RAW_NONCE_LENGTH = 18;

    /** No peer needs more: PostgreSQL makes 24 characters and takes what fits its 1024-byte message. */
    static final int MAX_NONCE_LENGTH = 512;

    /** {@code PG_MAX_SASL_MESSAGE_LENGTH}: a longer message is refused unread. */
    static final int MAX_MESSAGE_LENGTH = 1024;

    /** PostgreSQL sends 16 bytes; what a server may send at most follows from the message's length, this from good sense. */
    static final int MAX_SALT_LENGTH = 256;

    /** {@code SCRAM_SHA_256_DEFAULT_ITERATIONS}. */
    static final int DEFAULT_ITERATIONS = 4096;

    /** About 5 s of one core: a hostile server may ask for 2^31 and so for hours. Who logs in to a server sets a limit of its own below that. */
    static final int MAX_ITERATIONS = 10_000_000;

    /** Rounds between two looks whether the result is still wanted: about a millisecond. */
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
     * The same, given up when nobody wants it any more.
     *
     * @throws CancellationException where it was given up
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
        // SecretKeySpec refuses the empty key, which HMAC pads to the same block as a single zero byte.
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
