package io.howdah.console.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;

/**
 * Access to the endpoint by HTTP's Authorization header.
 *
 * @param user for basic authentication; empty for no user
 * @param password of that user
 * @param token for bearer authentication; empty for no token
 */
public record Guard(String user, String password, String token) {

    /** Admits every request. */
    public static final Guard NONE = new Guard("", "", "");

    private static final String BASIC = "Basic ";
    private static final String BEARER = "Bearer ";

    /** The WWW-Authenticate header of an answer 401. */
    String challenge() {
        return user.isEmpty() ? "Bearer" : "Basic realm=\"howdah\", charset=\"UTF-8\"";
    }

    boolean isOpen() {
        return user.isEmpty() && token.isEmpty();
    }

    /** Takes the same time for every wrong header. @param authorization the header's value; empty for a request without it */
    boolean admits(String authorization) {
        if (isOpen()) {
            return true;
        }
        if (!token.isEmpty() && hasScheme(authorization, BEARER)) {
            return same(token.getBytes(StandardCharsets.UTF_8),
                    authorization.substring(BEARER.length()).strip().getBytes(StandardCharsets.UTF_8));
        }
        if (!user.isEmpty() && hasScheme(authorization, BASIC)) {
            try {
                byte[] given = Base64.getDecoder().decode(authorization.substring(BASIC.length()).strip());
                return same((user + ":" + password).getBytes(StandardCharsets.UTF_8), given);
            } catch (IllegalArgumentException e) {
                return false;
            }
        }
        return false;
    }

    private static boolean hasScheme(String authorization, String scheme) {
        return authorization.regionMatches(true, 0, scheme, 0, scheme.length());
    }

    private static boolean same(byte[] expected, byte[] given) {
        return MessageDigest.isEqual(expected, given);
    }

    @Override
    public String toString() {
        return "Guard[user=" + user + "]";
    }
}
