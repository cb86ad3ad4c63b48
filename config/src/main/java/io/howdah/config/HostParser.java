package io.howdah.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code name}, {@code name:port}, {@code [::1]:port}, a bare IPv6 address, {@code /directory} or {@code @name}.
 */
final class HostParser {

    private static final String EXPECTED = "a name, an address, host:port, [ipv6]:port, /directory or @name";
    private static final Pattern BRACKETED = Pattern.compile("\\[([0-9A-Fa-f:.%a-z]+)\\](?::(\\d{1,5}))?");
    private static final Pattern NAMED = Pattern.compile("([^:\\s\\[\\]/@]+)(?::(\\d{1,5}))?");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(%\\w+)?");

    private HostParser() {
    }

    static HostAddress parse(String text, int port) {
        if (text.startsWith("/") || text.startsWith("@") && text.length() > 1) {
            return new HostAddress(text, port);
        }
        if (IPV6.matcher(text).matches()) {
            return new HostAddress(text, port);
        }
        Matcher matcher = BRACKETED.matcher(text);
        if (!matcher.matches()) {
            matcher = NAMED.matcher(text);
            if (!matcher.matches()) {
                throw new InvalidValueException(ValueTypes.quoted(text) + " is no host", EXPECTED);
            }
        }
        return new HostAddress(matcher.group(1), matcher.group(2) == null ? port : port(matcher.group(2)));
    }

    private static int port(String digits) {
        int port = Integer.parseInt(digits);
        if (port < 1 || port > ValueTypes.MAX_PORT) {
            throw new InvalidValueException("port " + digits + " is out of range", "a port from 1 to 65535");
        }
        return port;
    }
}
