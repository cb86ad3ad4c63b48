package io.howdah.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the {@code ldap...} options of a line of the HBA file, or of auth_ldap_options, by the rules of PostgreSQL's
 * {@code parse_hba_auth_opt}. No message quotes ldapbindpasswd.
 */
final class LdapOptions {

    /** In the place of the user's name in ldapsearchfilter. */
    static final String USER = "$username";

    private static final int PORT = 389;
    private static final int PORT_OF_TLS = 636;

    /** Those that only a search has. */
    private static final List<String> OF_SEARCH = List.of("ldapbasedn", "ldapbinddn", "ldapbindpasswd", "ldapsearchattribute",
            "ldapsearchfilter", "ldapurl");
    private static final Set<String> KNOWN = Set.of("ldapserver", "ldapport", "ldapscheme", "ldaptls", "ldapprefix", "ldapsuffix",
            "ldapbasedn", "ldapbinddn", "ldapbindpasswd", "ldapsearchattribute", "ldapsearchfilter", "ldapurl");

    private static final String EXPECTED = "name=value, with quotes around a value that has blanks or commas";
    private static final String URL_EXPECTED = "ldap[s]://host[:port]/basedn[?[attribute][?[scope][?[filter]]]]";

    private static final Pattern URL = Pattern
            .compile("(?i)(ldaps?)://([^/?]*)(?:/([^?]*)(?:\\?([^?]*)(?:\\?([^?]*)(?:\\?(.*))?)?)?)?");
    private static final Pattern ATTRIBUTE = Pattern.compile("[A-Za-z][A-Za-z0-9-]*|[0-9]+(\\.[0-9]+)+");
    /** One option of auth_ldap_options: PgBouncer's {@code get_key_value}. */
    private static final Pattern OPTION = Pattern
            .compile("[\\s,]*(?:\"(ldap[a-z]+)\"|(ldap[a-z]+))=(?:\"((?:[^\"]|\"\")*)\"|([^\\s,\"]+))(?=[\\s,]|$)");

    private final Map<String, String> options;
    private LdapSettings.Scope scope = LdapSettings.Scope.SUB;

    private LdapOptions(Map<String, String> options) {
        this.options = options;
    }

    /** The options of a text with PgBouncer's syntax. @throws InvalidValueException if it has another one */
    static Map<String, String> ofText(String text) {
        Map<String, String> options = new HashMap<>();
        Matcher matcher = OPTION.matcher(text.strip());
        int at = 0;
        int number = 1;
        for (; at < text.strip().length(); number++) {
            if (!matcher.find(at) || matcher.start() != at) {
                throw new InvalidValueException("option " + number + " is no name=value", EXPECTED);
            }
            at = matcher.end();
            String name = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
            if (!KNOWN.contains(name)) {
                throw new InvalidValueException("there is no option " + ValueTypes.quoted(name), String.join(", ", KNOWN.stream()
                        .sorted().toList()));
            }
            String quoted = matcher.group(3);
            options.put(name, quoted != null ? quoted.replace("\"\"", "\"") : matcher.group(4));
        }
        return options;
    }

    /** @throws InvalidValueException if the options contradict each other, or one of them is wrong or missing */
    static LdapSettings read(Map<String, String> options) {
        return new LdapOptions(new HashMap<>(options)).settings();
    }

    private LdapSettings settings() {
        Optional<String> url = option("ldapurl");
        boolean simple = options.containsKey("ldapprefix") || options.containsKey("ldapsuffix");
        if (simple && OF_SEARCH.stream().anyMatch(options::containsKey)) {
            throw new InvalidValueException("cannot use ldapbasedn, ldapbinddn, ldapbindpasswd, ldapsearchattribute, "
                    + "ldapsearchfilter, or ldapurl together with ldapprefix", "one way to find the user");
        }
        url.ifPresent(this::take);
        String scheme = option("ldapscheme").orElse("ldap");
        if (!scheme.equals("ldap") && !scheme.equals("ldaps")) {
            throw new InvalidValueException("invalid ldapscheme value: " + ValueTypes.quoted(scheme), "ldap or ldaps");
        }
        boolean ldaps = scheme.equals("ldaps");
        boolean startTls = option("ldaptls").map(LdapOptions::flag).orElse(false);
        if (ldaps && startTls) {
            throw new InvalidValueException("ldaptls and ldaps: there would be TLS within TLS", "one of them");
        }
        List<HostAddress> servers = servers(option("ldapport").map(LdapOptions::port).orElse(ldaps ? PORT_OF_TLS : PORT));
        if (simple) {
            return new LdapSettings(servers, ldaps, startTls, options.getOrDefault("ldapprefix", ""),
                    options.getOrDefault("ldapsuffix", ""), Optional.empty());
        }
        return new LdapSettings(servers, ldaps, startTls, "", "", Optional.of(search()));
    }

    private LdapSettings.Search search() {
        if (!options.containsKey("ldapbasedn")) {
            throw new InvalidValueException("ldap requires \"ldapbasedn\", \"ldapprefix\", or \"ldapsuffix\" to be set",
                    "one of them");
        }
        Optional<String> attribute = option("ldapsearchattribute");
        Optional<String> filter = option("ldapsearchfilter");
        if (attribute.isPresent() && filter.isPresent()) {
            throw new InvalidValueException("cannot use ldapsearchattribute together with ldapsearchfilter", "one of them");
        }
        if (!ATTRIBUTE.matcher(attribute.orElse("uid")).matches()) {
            throw new InvalidValueException("ldapsearchattribute " + ValueTypes.quoted(attribute.get()) + " is no attribute",
                    "a name such as uid");
        }
        if (filter.isPresent() && !filter.get().contains(USER)) {
            throw new InvalidValueException("ldapsearchfilter without " + USER + " would find the same entry for every user",
                    "(uid=" + USER + ")");
        }
        if (options.containsKey("ldapbinddn") && option("ldapbindpasswd").isEmpty()) {
            // Servers take such a bind for one without a name, and say that it has succeeded (RFC 4513, section 5.1.2).
            throw new InvalidValueException("ldapbinddn without a password would be nobody's bind", "ldapbindpasswd");
        }
        return new LdapSettings.Search(options.getOrDefault("ldapbasedn", ""), scope, options.getOrDefault("ldapbinddn", ""),
                options.getOrDefault("ldapbindpasswd", ""), filter.orElse("(" + attribute.orElse("uid") + "=" + USER + ")"));
    }

    private List<HostAddress> servers(int port) {
        List<HostAddress> servers = new ArrayList<>();
        for (String server : option("ldapserver").orElse("").split("[ ,]", -1)) {
            if (!server.isEmpty()) {
                HostAddress address = HostParser.parse(server, port);
                if (address.isUnixSocket()) {
                    throw new InvalidValueException("ldapserver " + ValueTypes.quoted(server) + " is a socket", "names of hosts");
                }
                servers.add(address);
            }
        }
        if (servers.isEmpty()) {
            throw new InvalidValueException("no LDAP server is named, and none is looked up in the DNS",
                    "ldapserver, or ldapurl");
        }
        return servers;
    }

    /** Takes a URL's parts for options, where there is no such option (RFC 4516). */
    private void take(String url) {
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            throw new InvalidValueException("ldapurl " + ValueTypes.quoted(url) + " is no URL of LDAP", URL_EXPECTED);
        }
        options.putIfAbsent("ldapscheme", parts.group(1).toLowerCase(Locale.ROOT));
        given("ldapserver", parts.group(2));
        options.putIfAbsent("ldapbasedn", decoded(parts.group(3)));
        given("ldapsearchattribute", decoded(parts.group(4)).replaceFirst(",.*", ""));
        given("ldapsearchfilter", decoded(parts.group(6)));
        scope = switch (decoded(parts.group(5)).toLowerCase(Locale.ROOT)) {
            case "sub" -> LdapSettings.Scope.SUB;
            case "one" -> LdapSettings.Scope.ONE;
            case "", "base" -> LdapSettings.Scope.BASE;
            default -> throw new InvalidValueException("ldapurl " + ValueTypes.quoted(url) + " has an unknown scope",
                    "base, one or sub");
        };
    }

    private void given(String name, String value) {
        if (!value.isEmpty()) {
            options.putIfAbsent(name, value);
        }
    }

    private static String decoded(@Nullable String text) {
        try {
            return text == null ? "" : URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException broken) {
            throw new InvalidValueException("ldapurl has a broken percent-encoding", URL_EXPECTED);
        }
    }

    private Optional<String> option(String name) {
        return Optional.ofNullable(options.get(name)).filter(value -> !value.isEmpty());
    }

    private static boolean flag(String text) {
        if (!text.equals("0") && !text.equals("1")) {
            throw new InvalidValueException("ldaptls is " + ValueTypes.quoted(text), "0 or 1");
        }
        return text.equals("1");
    }

    private static int port(String text) {
        if (!text.matches("[1-9][0-9]{0,4}") || Integer.parseInt(text) > ValueTypes.MAX_PORT) {
            throw new InvalidValueException("invalid LDAP port number: " + ValueTypes.quoted(text), "a number from 1 to 65535");
        }
        return Integer.parseInt(text);
    }
}
