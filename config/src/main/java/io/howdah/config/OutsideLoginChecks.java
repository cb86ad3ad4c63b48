package io.howdah.config;

import io.howdah.config.hba.HbaMethod;
import io.howdah.config.hba.HbaRule;
import io.howdah.config.hba.HbaRules;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds what would protect less than it says in logins by tokens and by LDAP. */
final class OutsideLoginChecks {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1");

    private final ResolvedSettings settings;
    private final ConfigProblems problems;
    private final List<ConfigWarning> warnings;

    OutsideLoginChecks(ResolvedSettings settings, ConfigProblems problems, List<ConfigWarning> warnings) {
        this.settings = settings;
        this.problems = problems;
        this.warnings = warnings;
    }

    void check(PoolerConfig config) {
        AuthType type = config.auth().type();
        Origin origin = settings.origin(AuthKeys.TYPE);
        String name = settings.nameOf(AuthKeys.TYPE);
        if (type == AuthType.OAUTH) {
            clearText(config, origin, name, "a bearer token");
        }
        if (type == AuthType.LDAP) {
            clearText(config, origin, name, "the password for LDAP");
        }
        config.auth().ldap().general().ifPresent(
                server -> server(server, settings.origin(AuthKeys.LDAP_OPTIONS), settings.nameOf(AuthKeys.LDAP_OPTIONS)));
        for (HbaRule rule : config.auth().rules().map(HbaRules::rules).orElse(List.of())) {
            Origin where = Origin.file(settings.get(AuthKeys.HBA_FILE), rule.line());
            String key = AuthKeys.HBA_FILE.key();
            boolean encrypted = rule.connection() == HbaRule.Connection.HOSTSSL || rule.connection() == HbaRule.Connection.LOCAL;
            if (rule.method() == HbaMethod.OAUTH) {
                oauthOptions(config.auth().oauth(), rule, where, key);
                if (!encrypted) {
                    clearText(config, where, key, "a bearer token");
                }
            }
            if (rule.method() == HbaMethod.LDAP) {
                Optional.ofNullable(config.auth().ldap().ofLines().get(rule.line()))
                        .ifPresent(server -> server(server, where, key));
                if (!encrypted) {
                    clearText(config, where, key, "the password for LDAP");
                }
            }
        }
    }

    private void clearText(PoolerConfig config, Origin where, String key, String what) {
        boolean required = config.clientTls().isOn() && config.clientTls().mode().isRequired();
        if (!required && !LOOPBACK.containsAll(config.listen().addresses())) {
            warnings.add(
                    new ConfigWarning(where, key, what + " goes over the network in clear text unless the client asks for TLS: "
                            + "client_tls_sslmode require, or lines of type hostssl"));
        }
    }

    private void server(LdapSettings server, Origin where, String key) {
        if (server.isInClear() && server.servers().stream().anyMatch(address -> !LOOPBACK.contains(address.host()))) {
            warnings.add(new ConfigWarning(where, key,
                    "passwords go to the LDAP server in clear text: ldaptls=1, or ldapscheme=ldaps"));
        }
    }

    private void oauthOptions(Optional<OAuthSettings> oauth, HbaRule rule, Origin where, String key) {
        String issuer = rule.options().get("issuer");
        if (issuer != null && oauth.isPresent() && !issuer.equals(oauth.get().issuer())) {
            problems.add(where, key, "the keys are those of oauth_issuer, not of " + ValueTypes.quoted(issuer),
                    "the same issuer, or none");
        }
        if (!rule.options().getOrDefault("delegate_ident_mapping", "0").equals("0")) {
            problems.add(where, key,
                    "delegate_ident_mapping would let every user with a token be anyone: there is no validator that "
                            + "decides",
                    "map, or a claim with the user's name");
        }
        if (rule.options().containsKey("validator")) {
            problems.add(where, key, "validator: the pooler loads no module of PostgreSQL and checks tokens itself", "none");
        }
    }
}
