package io.howdah.config;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code postgresql://user:password@host:port/dbname?name=value}, as libpq reads it, but more lenient with a password that is not
 * encoded: {@code @}, {@code :}, {@code /} and blanks in it, and a {@code %} without two hexadecimal digits behind it, stand for
 * themselves. Messages never repeat the text, for any part of it may belong to a password.
 *
 * @param hosts one host, or several with commas, each with its port if the URL has one; empty if the URL names no host
 */
record DatabaseUrl(Optional<String> user, Optional<String> password, String hosts, Optional<String> port,
        Optional<String> database, Map<String, String> parameters) {

    static final String EXPECTED = "postgresql://user:password@host:port/dbname";

    private static final Pattern SCHEME = Pattern.compile("postgres(?:ql)?://(.*)", Pattern.DOTALL);
    private static final Pattern PORTS_OR_NONE = Pattern.compile("[^:@]*|\\[[^\\]]*\\](?::\\d*)?|[^@]*:\\d*");
    private static final Pattern CODE = Pattern.compile("%([0-9A-Fa-f]{2})");
    private static final Pattern ONE_HOST = Pattern.compile("(\\[[^\\]]*\\]|[^:\\[\\]]*)(?::(\\d*))?");
    private static final Pattern NEXT_URL = Pattern.compile(",(?=\\s*postgres(?:ql)?://)");

    DatabaseUrl {
        parameters = Map.copyOf(parameters);
    }

    static DatabaseUrl parse(String text) {
        Matcher scheme = SCHEME.matcher(text.strip());
        if (!scheme.matches()) {
            throw new InvalidValueException("not the URL of a PostgreSQL database", EXPECTED);
        }
        String rest = scheme.group(1);
        int at = endOfUserInfo(rest);
        String userInfo = at < 0 ? "" : rest.substring(0, at);
        String target = rest.substring(at + 1);
        int colon = userInfo.indexOf(':');
        String user = decode(colon < 0 ? userInfo : userInfo.substring(0, colon));
        String password = colon < 0 ? "" : decode(userInfo.substring(colon + 1));

        int question = target.indexOf('?');
        Map<String, String> parameters = question < 0 ? new LinkedHashMap<>() : parameters(target.substring(question + 1));
        String place = question < 0 ? target : target.substring(0, question);
        int slash = place.indexOf('/');
        String authority = slash < 0 ? place : place.substring(0, slash);
        String database = slash < 0 ? "" : decode(place.substring(slash + 1));
        String port = parameters.remove("port");
        String single = null;
        if (!authority.contains(",")) {
            Matcher host = ONE_HOST.matcher(authority);
            if (!host.matches()) {
                throw new InvalidValueException("its host and port are not understood", EXPECTED);
            }
            authority = decode(host.group(1));
            single = host.group(2);
        }
        // As in libpq, parameters behind the question mark win. A Unix socket's directory can only be written there.
        String hosts = parameters.containsKey("host") ? parameters.remove("host") : authority;
        return new DatabaseUrl(
                given(parameters.containsKey("user") ? parameters.remove("user") : user),
                given(parameters.containsKey("password") ? parameters.remove("password") : password),
                hosts, given(port != null ? port : single),
                given(parameters.containsKey("dbname") ? parameters.remove("dbname") : database), parameters);
    }

    /** Splits several URLs at the commas between them; a comma inside a password does not split. */
    static String[] split(String urls) {
        return NEXT_URL.split(urls);
    }

    /**
     * The position of the {@code @} that ends user and password: the last one before the first {@code /} or {@code ?}. If the
     * part before them is no host and port either, the password contains a {@code /} or {@code ?}, and the last {@code @} of all
     * counts.
     */
    private static int endOfUserInfo(String rest) {
        int end = 0;
        while (end < rest.length() && rest.charAt(end) != '/' && rest.charAt(end) != '?') {
            end++;
        }
        int at = rest.lastIndexOf('@', end - 1);
        if (at >= 0 || PORTS_OR_NONE.matcher(rest.substring(0, end)).matches()) {
            return at;
        }
        return rest.lastIndexOf('@');
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                parameters.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
            } else if (!pair.isEmpty()) {
                throw new InvalidValueException("a parameter behind the question mark has no value", EXPECTED + "?name=value");
            }
        }
        return parameters;
    }

    private static Optional<String> given(@Nullable String text) {
        return Optional.ofNullable(text).filter(value -> !value.isEmpty());
    }

    private static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Matcher code = CODE.matcher(text);
        int from = 0;
        while (code.find(from)) {
            bytes.writeBytes(text.substring(from, code.start()).getBytes(StandardCharsets.UTF_8));
            bytes.write(Integer.parseInt(code.group(1), 16));
            from = code.end();
        }
        bytes.writeBytes(text.substring(from).getBytes(StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** Leaves out user, password and database. */
    @Override
    public String toString() {
        return "DatabaseUrl[" + hosts + "]";
    }
}
