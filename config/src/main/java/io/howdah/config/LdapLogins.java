package io.howdah.config;

import io.howdah.config.hba.HbaRule;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The LDAP servers of a configuration.
 *
 * @param general for auth_type {@code ldap}, and for lines of the HBA file that say nothing themselves
 * @param ofLines by the number of the line in the HBA file
 * @param authorities that sign the servers' certificates; absent means those that Java knows
 */
public record LdapLogins(Optional<LdapSettings> general, Map<Integer, LdapSettings> ofLines, Optional<Path> authorities) {

    public LdapLogins {
        Objects.requireNonNull(general, "general");
        ofLines = Map.copyOf(ofLines);
        Objects.requireNonNull(authorities, "authorities");
    }

    /** The server that a line of the HBA file asks; empty only if neither the line nor the settings name one. */
    public Optional<LdapSettings> of(HbaRule rule) {
        return Optional.ofNullable(ofLines.get(rule.line())).or(() -> general);
    }
}
