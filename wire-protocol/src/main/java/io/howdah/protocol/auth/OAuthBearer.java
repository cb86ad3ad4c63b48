package io.howdah.protocol.auth;

import io.howdah.protocol.SqlState;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The messages of the SASL mechanism OAUTHBEARER (RFC 7628), as PostgreSQL's auth-oauth.c reads and writes them.
 */
public final class OAuthBearer {

    /** The mechanism's name. */
    public static final String MECHANISM = "OAUTHBEARER";

    /** Between keys and their values' pairs. */
    private static final char SEPARATOR = 1;

    private static final String SCHEME = "bearer ";

    private static final Pattern KEY = Pattern.compile("[A-Za-z]+");
    private static final Pattern VALUE = Pattern.compile("[\\x21-\\x7e \\t\\r\\n]*");
    /** RFC 6750: b64token. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    private OAuthBearer() {}

    /**
     * The value of {@code auth} in the client's first message; empty if the client asks only where to get a token.
     *
     * @throws OAuthBearerException if the message is not one of the mechanism's
     */
    public static String auth(byte[] message) {
        return new Reader(text(message)).auth();
    }

    /**
     * The client's answer to a failure: a single separator.
     *
     * @throws OAuthBearerException if it is anything else
     */
    public static void checkEnd(byte[] message) {
        String text = text(message);
        if (text.length() != 1 || text.charAt(0) != SEPARATOR) {
            throw OAuthBearerException.malformed("Client did not send a kvsep response.");
        }
    }

    /** The token in a value of {@code auth}. @return empty if this is no bearer token (RFC 6750, section 2.1) */
    public static Optional<String> token(String auth) {
        if (!auth.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        int start = SCHEME.length();
        while (start < auth.length() && auth.charAt(start) == ' ') {
            start++;
        }
        return Optional.of(auth.substring(start)).filter(token -> TOKEN.matcher(token).matches());
    }

    /**
     * What the server says of a token that it does not take (RFC 7628, section 3.2.2).
     *
     * @param issuer below which the client finds the discovery document
     * @param scope that a token needs; empty for none
     */
    public static byte[] failure(String issuer, String scope) {
        String document = issuer.contains("/.well-known/") ? issuer : issuer + "/.well-known/openid-configuration";
        String json = "{ \"status\": \"invalid_token\", \"openid-configuration\": " + quoted(document)
                + (scope.isEmpty() ? "" : ", \"scope\": " + quoted(scope)) + " }";
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c)) {
                json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }

    /** Each byte becomes one char. */
    private static String text(byte[] message) {
        String text = new String(message, StandardCharsets.ISO_8859_1);
        if (text.isEmpty()) {
            throw OAuthBearerException.malformed("The message is empty.");
        }
        if (text.indexOf(0) >= 0) {
            throw OAuthBearerException.malformed("Message length does not match input length.");
        }
        return text;
    }

    /** A cursor over the first message. */
    private static final class Reader {
        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        String auth() {
            char flag = next();
            if (flag == 'p') {
                throw OAuthBearerException.malformed("The server does not support channel binding for OAuth, "
                        + "but the client message includes channel binding data.");
            }
            if (flag != 'y' && flag != 'n') {
                throw OAuthBearerException.malformed("Unexpected channel-binding flag \"" + shown(flag) + "\".");
            }
            char comma = next();
            if (comma != ',') {
                throw OAuthBearerException.malformed("Comma expected, but found character \"" + shown(comma) + "\".");
            }
            char identity = next();
            if (identity == 'a') {
                throw new OAuthBearerException(SqlState.FEATURE_NOT_SUPPORTED,
                        "client uses authorization identity, but it is not supported", null);
            }
            if (identity != ',') {
                throw OAuthBearerException.malformed(
                        "Unexpected attribute \"" + shown(identity) + "\" in client-first-message.");
            }
            char separator = next();
            if (separator != SEPARATOR) {
                throw OAuthBearerException.malformed(
                        "Key-value separator expected, but found character \"" + shown(separator) + "\".");
            }
            String auth = pairs();
            if (auth == null) {
                throw OAuthBearerException.malformed("Message does not contain an auth value.");
            }
            if (at < text.length()) {
                throw OAuthBearerException.malformed("Message contains additional data after the final terminator.");
            }
            return auth;
        }

        /** The next character; NUL at the end, as at the end of a string of C. */
        private char next() {
            return at < text.length() ? text.charAt(at++) : 0;
        }

        private @Nullable String pairs() {
            String auth = null;
            while (at < text.length()) {
                int end = text.indexOf(SEPARATOR, at);
                if (end < 0) {
                    throw OAuthBearerException.malformed("Message contains an unterminated key/value pair.");
                }
                String pair = text.substring(at, end);
                at = end + 1;
                if (pair.isEmpty()) {
                    return auth;
                }
                int equals = pair.indexOf('=');
                if (equals < 0) {
                    throw OAuthBearerException.malformed("Message contains a key without a value.");
                }
                String value = pair.substring(equals + 1);
                check(pair.substring(0, equals), value);
                if (pair.startsWith("auth=")) {
                    if (auth != null) {
                        throw OAuthBearerException.malformed("Message contains multiple auth values.");
                    }
                    auth = value;
                }
            }
            throw OAuthBearerException.malformed("Message did not contain a final terminator.");
        }

        private static void check(String key, String value) {
            if (key.isEmpty()) {
                throw OAuthBearerException.malformed("Message contains an empty key name.");
            }
            if (!KEY.matcher(key).matches()) {
                throw OAuthBearerException.malformed("Message contains an invalid key name.");
            }
            if (!VALUE.matcher(value).matches()) {
                throw OAuthBearerException.malformed("Message contains an invalid value.");
            }
        }

        /** PostgreSQL's {@code sanitize_char}. */
        private static String shown(char c) {
            return c >= 0x21 && c <= 0x7e ? "'" + c + "'" : String.format(Locale.ROOT, "0x%02x", (int) c);
        }
    }
}
