package io.howdah.proxy.tls;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Private keys as OpenSSL writes them: PKCS#8 ({@code PRIVATE KEY}), PKCS#1 ({@code RSA PRIVATE KEY}) and SEC1 ({@code EC PRIVATE KEY},
 * with or without {@code EC PARAMETERS} before it). Java reads PKCS#8 alone, so the other two are put into its envelope.
 */
public final class PemKeys {

    private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z0-9 ]++)-----([^-]*+)-----END \\1-----");
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "Ed25519", "Ed448", "RSASSA-PSS");

    private static final int INTEGER = 0x02;
    private static final int OCTETS = 0x04;
    private static final int OID = 0x06;
    private static final int SEQUENCE = 0x30;
    /** The curve in a SEC1 key. */
    private static final int PARAMETERS = 0xa0;

    /** {@code rsaEncryption} and NULL. */
    private static final byte[] RSA = {0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x01,
        0x05, 0x00};
    /** {@code id-ecPublicKey}. */
    private static final byte[] EC = {0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01};
    private static final byte[] ZERO = {0x02, 0x01, 0x00};

    private PemKeys() {}

    /**
     * The first private key of a text.
     *
     * @throws GeneralSecurityException with words for an operator, and no part of the key, if there is none that can be read
     */
    public static PrivateKey read(String pem) throws GeneralSecurityException {
        byte @Nullable [] curve = null;
        Matcher blocks = BLOCK.matcher(pem);
        while (blocks.find()) {
            switch (blocks.group(1)) {
                case "EC PARAMETERS" -> curve = bytes(blocks.group(2));
                case "PRIVATE KEY" -> {
                    return key(bytes(blocks.group(2)));
                }
                case "RSA PRIVATE KEY" -> {
                    return key(envelope(RSA, bytes(blocks.group(2))));
                }
                case "EC PRIVATE KEY" -> {
                    byte[] sec1 = bytes(blocks.group(2));
                    return key(envelope(concat(EC, curveOf(sec1, curve)), sec1));
                }
                case "ENCRYPTED PRIVATE KEY" -> throw new InvalidKeySpecException("the private key is encrypted");
                default -> {
                    // A certificate, perhaps.
                }
            }
        }
        throw new InvalidKeySpecException(pem.contains("ENCRYPTED") ? "the private key is encrypted" : "there is no private key");
    }

    private static byte[] bytes(String base64) throws InvalidKeySpecException {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new InvalidKeySpecException("the private key is damaged");
        }
    }

    private static PrivateKey key(byte[] pkcs8) throws GeneralSecurityException {
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (InvalidKeySpecException notThisOne) {
                // The next algorithm is tried.
            }
        }
        throw new InvalidKeySpecException("the private key is damaged, or of a kind that Java does not know");
    }

    /** PrivateKeyInfo of RFC 5208. */
    private static byte[] envelope(byte[] algorithm, byte[] key) {
        return element(SEQUENCE, concat(ZERO, concat(element(SEQUENCE, algorithm), element(OCTETS, key))));
    }

    /** The curve's name, as the key has it, or the block before it. */
    private static byte[] curveOf(byte[] sec1, byte @Nullable [] before) throws InvalidKeySpecException {
        try {
            ByteBuffer key = ByteBuffer.wrap(content(ByteBuffer.wrap(sec1), SEQUENCE));
            content(key, INTEGER);
            content(key, OCTETS);
            if (key.hasRemaining() && (key.get(key.position()) & 0xff) == PARAMETERS) {
                return named(content(key, PARAMETERS));
            }
            if (before != null) {
                return named(before);
            }
        } catch (RuntimeException e) {
            throw new InvalidKeySpecException("the private key is damaged");
        }
        throw new InvalidKeySpecException("the private key does not name its curve");
    }

    private static byte[] named(byte[] curve) throws InvalidKeySpecException {
        if (curve.length == 0 || curve[0] != OID) {
            throw new InvalidKeySpecException("the private key describes its curve instead of naming it");
        }
        return curve;
    }

    /** The content of the next element, which must be of this kind. */
    private static byte[] content(ByteBuffer in, int tag) {
        if ((in.get() & 0xff) != tag) {
            throw new IllegalArgumentException();
        }
        int length = in.get() & 0xff;
        if (length >= 0x80) {
            int more = length & 0x7f;
            length = 0;
            for (int i = 0; i < more; i++) {
                length = length << 8 | in.get() & 0xff;
            }
        }
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException();
        }
        byte[] content = new byte[length];
        in.get(content);
        return content;
    }

    private static byte[] element(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else {
            int bytes = content.length < 0x100 ? 1 : content.length < 0x10000 ? 2 : 3;
            out.write(0x80 | bytes);
            for (int i = bytes - 1; i >= 0; i--) {
                out.write(content.length >> 8 * i);
            }
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static byte[] concat(byte[] one, byte[] other) {
        return ByteBuffer.allocate(one.length + other.length).put(one).put(other).array();
    }
}
