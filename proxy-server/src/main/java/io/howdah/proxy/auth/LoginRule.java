package io.howdah.proxy.auth;

import io.howdah.config.AuthSettings;
import io.howdah.config.AuthType;
import io.howdah.config.LdapSettings;
import io.howdah.config.PoolerConfig;
import io.howdah.config.hba.HbaClient;
import io.howdah.config.hba.HbaRule;
import io.howdah.config.hba.IdentMaps;
import io.howdah.config.hba.PatternTooSlowException;
import io.howdah.protocol.Printable;
import io.howdah.protocol.SqlState;
import io.howdah.proxy.tls.PeerName;
import io.howdah.proxy.tls.TlsFacts;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How one client has to prove who it is: by auth_type, or by a line of the HBA file.
 *
 * @param type the method
 * @param options of the line, by name
 * @param ldap the LDAP server to ask, if there is one
 * @param maps of the ident file
 * @param refusal why the client is refused before it says a word; null if it is not
 */
record LoginRule(AuthType type, Map<String, String> options, Optional<LdapSettings> ldap, IdentMaps maps,
        @Nullable String refusal) {

    private static final Logger LOG = LoggerFactory.getLogger(LoginRule.class);

    /** The rule if auth_type names a method. */
    static LoginRule of(AuthType type, AuthSettings settings) {
        return new LoginRule(type, Map.of(), settings.ldap().general(), IdentMaps.NONE, null);
    }

    /**
     * The rule by the HBA file, in which the first line for the client counts.
     *
     * @param address the client's address as text
     */
    static LoginRule of(PoolerConfig config, HbaClient client, String address) {
        Optional<HbaRule> line;
        try {
            line = config.auth().rules().flatMap(rules -> rules.find(client));
        } catch (PatternTooSlowException e) {
            LOG.warn("auth_hba_file: {} for {}, who is refused", e.getMessage(), Printable.of(described(client, address)));
            line = Optional.empty();
        }
        if (line.isEmpty()) {
            return new LoginRule(AuthType.REJECT, Map.of(), Optional.empty(), IdentMaps.NONE,
                    "no pg_hba.conf entry for " + described(client, address));
        }
        AuthType type = switch (line.get().method()) {
            case TRUST -> AuthType.TRUST;
            case PASSWORD, PLAIN -> AuthType.PLAIN;
            case MD5 -> AuthType.MD5;
            case SCRAM_SHA_256 -> AuthType.SCRAM_SHA_256;
            case CERT -> AuthType.CERT;
            case PEER -> AuthType.PEER;
            case LDAP -> AuthType.LDAP;
            case OAUTH -> AuthType.OAUTH;
            case REJECT -> AuthType.REJECT;
        };
        return new LoginRule(type, line.get().options(), config.auth().ldap().of(line.get()), config.auth().identMaps(),
                type == AuthType.REJECT ? "pg_hba.conf rejects connection for " + described(client, address) : null);
    }

    /** Leaves out the options' values, for ldapbindpasswd is among them. */
    @Override
    public String toString() {
        return "LoginRule[" + type + " " + options.keySet() + (refusal == null ? "" : " " + refusal) + "]";
    }

    /** In PostgreSQL's words ({@code ClientAuthentication}). */
    private static String described(HbaClient client, String address) {
        String encryption = client.address() == null ? "" : client.encrypted() ? ", SSL encryption" : ", no encryption";
        return client.replication()
                ? "replication connection from host \"" + address + "\", user \"" + client.user() + "\"" + encryption
                : "host \"" + address + "\", user \"" + client.user() + "\", database \"" + client.database() + "\"" + encryption;
    }

    /** Whether the method asks for nothing that the user knows: then a user without a secret may log in. */
    boolean needsNoSecret() {
        return type == AuthType.TRUST || type == AuthType.CERT || type == AuthType.PEER || type == AuthType.OAUTH;
    }

    /** Whether nobody need look the user up: all names are good, or the method itself tells which are. */
    boolean needsNoLookup() {
        return type == AuthType.ANY || type == AuthType.LDAP;
    }

    /**
     * What the client's certificate or account lacks, as an error for the client; null if it lacks nothing.
     *
     * @param roles that the user is a member of
     */
    ClientAuthenticator.@Nullable Step objection(ClientOrigin origin, String user, Set<String> roles) {
        if (refusal != null) {
            return refused(refusal);
        }
        TlsFacts tls = origin.tls();
        Optional<X509Certificate> certificate = tls == null ? Optional.empty() : tls.peer();
        String wanted = options.getOrDefault("clientcert", type == AuthType.CERT ? "verify-full" : "");
        if (!wanted.isEmpty() && certificate.isEmpty()) {
            return refused("connection requires a valid client certificate");
        }
        if (wanted.equals("verify-full") && !isNamed(certificate.orElseThrow(), user, roles)) {
            return refused("certificate authentication failed for user \"" + user + "\"");
        }
        if (type == AuthType.PEER && !origin.account().filter(account -> isAllowed(account, user, roles)).isPresent()) {
            return refused("Peer authentication failed for user \"" + user + "\"");
        }
        return null;
    }

    private boolean isNamed(X509Certificate certificate, String user, Set<String> roles) {
        Optional<String> name = options.getOrDefault("clientname", "CN").equals("DN")
                ? Optional.of(certificate.getSubjectX500Principal().getName())
                : PeerName.commonName(certificate);
        return name.filter(text -> !text.isEmpty() && isAllowed(text, user, roles)).isPresent();
    }

    /** Whether a name of another world may log in as a user. @param roles that the user is a member of */
    boolean isAllowed(String name, String user, Set<String> roles) {
        return maps.allows(options.getOrDefault("map", ""), name, user, roles);
    }

    private static ClientAuthenticator.Step refused(String message) {
        return ClientAuthenticator.Step.failure(SqlState.INVALID_AUTHORIZATION, message);
    }
}
