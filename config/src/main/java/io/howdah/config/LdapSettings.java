package io.howdah.config;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How one rule asks an LDAP server whether a password is right ({@code CheckLDAPAuth} of PostgreSQL).
 *
 * @param servers tried in order; at least one
 * @param ldaps whether TLS begins with the first byte
 * @param startTls whether the connection turns to TLS before anything is said
 * @param prefix before the user's name in the DN; empty with {@code search}
 * @param suffix behind the user's name in the DN; empty with {@code search}
 * @param search finds the user's DN first
 */
public record LdapSettings(List<HostAddress> servers, boolean ldaps, boolean startTls, String prefix, String suffix,
        Optional<Search> search) {

    /** How far below the base a search goes. */
    public enum Scope { BASE, ONE, SUB }

    /**
     * A search for the user's DN.
     *
     * @param bindDn the account that searches; empty for none
     * @param bindPassword of that account; secret
     * @param filter of RFC 4515, with {@code $username} in the place of the user's name
     */
    public record Search(String base, Scope scope, String bindDn, String bindPassword, String filter) {
        @Override
        public String toString() {
            return "Search[" + base + " " + scope + " " + filter + (bindDn.isEmpty() ? "" : " as " + bindDn) + "]";
        }
    }

    public LdapSettings {
        servers = List.copyOf(servers);
        Objects.requireNonNull(prefix, "prefix");
        Objects.requireNonNull(suffix, "suffix");
        Objects.requireNonNull(search, "search");
    }

    /** Whether passwords go to the server in clear text. */
    public boolean isInClear() {
        return !ldaps && !startTls;
    }
}
