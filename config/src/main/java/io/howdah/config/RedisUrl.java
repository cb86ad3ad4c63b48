package io.howdah.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code redis://user:password@host:port/db}, and the same for sentinels and clusters. What stands for itself in a password though
 * it should be encoded is as in {@link DatabaseUrl}. Messages never repeat the text, for any part of it may belong to a password.
 *
 * @param written the whole text; secret
 * @param master empty unless {@code kind} is {@link RedisSettings.Kind#SENTINEL}
 */
record RedisUrl(String written, RedisSettings.Kind kind, boolean tls, Optional<String> user, Optional<String> password,
        List<HostAddress> hosts, int database, String master) {

    static final String EXPECTED = "redis://user:password@host:port/db, redis-sentinel://host,host/db#master or "
            + "redis+cluster://host,host; rediss in place of redis for TLS";

    private static final int PORT = 6379;
    private static final int SENTINEL_PORT = 26379;

    private static final Pattern SCHEME = Pattern.compile("(redis|rediss)(|-sentinel|\\+cluster)://(.*)", Pattern.DOTALL);
    /** Neither a host nor a name of a master has an {@code @}, so all before the last one is user and password. */
    private static final Pattern PARTS = Pattern.compile("(?:(.*)@)?([^@/?#]+)(?:/([^?#]*))?(?:#(.*))?", Pattern.DOTALL);
    private static final Pattern DATABASE = Pattern.compile("0|[1-9][0-9]{0,5}");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final Pattern NO_CODE = Pattern.compile("%(?![0-9A-Fa-f]{2})");

    RedisUrl {
        Objects.requireNonNull(written, "written");
        hosts = List.copyOf(hosts);
    }

    /** Empty for an empty text. */
    static Optional<RedisUrl> read(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(parse(text));
    }

    private static RedisUrl parse(String text) {
        Matcher scheme = SCHEME.matcher(text);
        Matcher parts = PARTS.matcher(scheme.matches() ? scheme.group(3) : "");
        if (!parts.matches()) {
            throw wrong("this is no URL of Redis");
        }
        RedisSettings.Kind kind = switch (scheme.group(2)) {
            case "-sentinel" -> RedisSettings.Kind.SENTINEL;
            case "+cluster" -> RedisSettings.Kind.CLUSTER;
            default -> RedisSettings.Kind.STANDALONE;
        };
        String userInfo = Objects.requireNonNullElse(parts.group(1), "");
        int colon = userInfo.indexOf(':');
        int database = database(Objects.requireNonNullElse(parts.group(3), ""));
        String master = decoded(Objects.requireNonNullElse(parts.group(4), ""));
        if (master.isEmpty() == (kind == RedisSettings.Kind.SENTINEL)) {
            throw wrong(master.isEmpty() ? "it does not name the master" : "only sentinels have a name behind #");
        }
        if (CONTROL.matcher(master).find()) {
            throw wrong("the name behind # has control characters");
        }
        if (kind == RedisSettings.Kind.CLUSTER && database != 0) {
            throw wrong("a cluster has one database alone, 0");
        }
        return new RedisUrl(text, kind, scheme.group(1).equals("rediss"),
                given(colon < 0 ? userInfo : userInfo.substring(0, colon)), given(colon < 0 ? "" : userInfo.substring(colon + 1)),
                hosts(parts.group(2), kind), database, master);
    }

    private static List<HostAddress> hosts(String text, RedisSettings.Kind kind) {
        String[] names = text.split(",", -1);
        if (names.length > 1 && kind == RedisSettings.Kind.STANDALONE) {
            throw wrong("several hosts are for sentinels and clusters");
        }
        List<HostAddress> hosts = new ArrayList<>();
        for (String name : names) {
            try {
                hosts.add(HostParser.parse(name.strip().toLowerCase(Locale.ROOT),
                        kind == RedisSettings.Kind.SENTINEL ? SENTINEL_PORT : PORT));
            } catch (InvalidValueException broken) {
                throw wrong("a host or its port is not understood");
            }
        }
        return hosts;
    }

    private static int database(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        if (!DATABASE.matcher(text).matches()) {
            throw wrong("what stands behind / is no number of a database");
        }
        return Integer.parseInt(text);
    }

    private static Optional<String> given(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(decoded(text));
    }

    /** A percent sign without two hexadecimal digits behind it stands for itself, and so does a plus. */
    private static String decoded(String text) {
        return URLDecoder.decode(NO_CODE.matcher(text).replaceAll("%25").replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static InvalidValueException wrong(String message) {
        return new InvalidValueException(message, EXPECTED);
    }

    /** Leaves out user and password. */
    @Override
    public String toString() {
        return "RedisUrl[" + kind + " " + hosts + "]";
    }
}
