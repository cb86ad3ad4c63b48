package io.howdah.proxy.auth.ldap;

import io.howdah.config.LdapSettings;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** Puts a user's name into a DN or a filter, so that it stays a name there. */
final class LdapNames {

    /** In the place of the user's name in a filter. */
    static final String USER = "$username";

    /** PostgreSQL refuses these in a search ({@code CheckLDAPAuth}). */
    private static final String NOT_IN_SEARCHES = "*()\\/";

    /** Between the parts of a name that is no DN: {@code DOMAIN\\user}, {@code user@domain}. */
    private static final String NOT_IN_ACCOUNTS = "\\@/\"[]:;|=,+*?<>";

    private LdapNames() {}

    /**
     * The name for a simple bind: the prefix, the user and the suffix.
     *
     * @return empty if the user's name cannot stand there
     */
    static Optional<String> bindName(LdapSettings settings, String user) {
        if (!isText(user)) {
            return Optional.empty();
        }
        boolean isDn = settings.prefix().contains("=");
        if (!isDn && (hasAny(user, NOT_IN_ACCOUNTS) || user.chars().anyMatch(Character::isISOControl))) {
            return Optional.empty();
        }
        return Optional.of(settings.prefix() + (isDn ? escapedInDn(user) : user) + settings.suffix());
    }

    /** The filter that finds a user. @return empty if the user's name cannot stand there */
    static Optional<String> filter(LdapSettings.Search search, String user) {
        return isText(user) && !hasAny(user, NOT_IN_SEARCHES)
                ? Optional.of(search.filter().replace(USER, escapedInFilter(user)))
                : Optional.empty();
    }

    private static boolean hasAny(String user, String characters) {
        return user.chars().anyMatch(c -> characters.indexOf(c) >= 0);
    }

    /** A name with bytes that are no UTF-8 would become another user's name. */
    private static boolean isText(String user) {
        return !user.isEmpty() && new String(user.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).equals(user);
    }

    /** RFC 4514, section 2.4. */
    static String escapedInDn(String value) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean atEdge = i == 0 || i == value.length() - 1;
            if (c < ' ' || c == 0x7f) {
                escaped.append(String.format(Locale.ROOT, "\\%02x", (int) c));
            } else if ("\"+,;<>\\=".indexOf(c) >= 0 || c == ' ' && atEdge || c == '#' && i == 0) {
                escaped.append('\\').append(c);
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }

    /** RFC 4515, section 3. */
    static String escapedInFilter(String value) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c == 0x7f || "*()\\".indexOf(c) >= 0) {
                escaped.append(String.format(Locale.ROOT, "\\%02x", (int) c));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
