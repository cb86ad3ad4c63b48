package io.howdah.protocol.auth;

import io.howdah.protocol.CStrings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * PostgreSQL's MD5 passwords ({@code pg_md5_encrypt}). The stored text is "md5" and the hex digest of password and user name. The
 * response is "md5" and the hex digest of those hex digits and the salt.
 */
public final class Md5Password {

    private static final String PREFIX = "md5";
    private static final int LENGTH = PREFIX.length() + 32;

    private Md5Password() {
    }

    /** The text that PostgreSQL stores for this user's password. */
    public static String hash(String user, String password) {
        return digest(CStrings.bytes(password), CStrings.bytes(user));
    }

    /** Whether a stored password is an MD5 hash: {@code get_password_type}. */
    public static boolean isHash(String stored) {
        return stored.length() == LENGTH && stored.startsWith(PREFIX)
                && stored.chars().skip(PREFIX.length()).allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
    }

    /** The response to a server's salt. */
    public static String response(String storedMd5, byte[] salt) {
        if (!isHash(storedMd5)) {
            throw new IllegalArgumentException("not an MD5 hash (expected: md5 and 32 hexadecimal digits)");
        }
        return digest(storedMd5.substring(PREFIX.length()).getBytes(StandardCharsets.US_ASCII), salt);
    }

    /** Whether a client's response to this salt is right. Takes the same time for every wrong response. */
    public static boolean verify(String storedMd5, byte[] salt, String response) {
        byte[] expected = response(storedMd5, salt).getBytes(StandardCharsets.US_ASCII);
        return MessageDigest.isEqual(expected, CStrings.bytes(response));
    }

    private static String digest(byte[] first, byte[] second) {
        MessageDigest md5;
        try {
            md5 = MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK offers no MD5", e);
        }
        md5.update(first);
        return PREFIX + HexFormat.of().formatHex(md5.digest(second));
    }
}
