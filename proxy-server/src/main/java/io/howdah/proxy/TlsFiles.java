package io.howdah.proxy;

import io.howdah.config.DatabaseConfig;
import io.howdah.config.PoolerConfig;
import io.howdah.config.TlsSettings;
import io.howdah.proxy.auth.ldap.LdapBinds;
import io.howdah.proxy.auth.oauth.BearerTokens;
import io.howdah.proxy.tls.ClientTls;
import io.howdah.proxy.tls.ServerTls;
import java.util.HashSet;
import java.util.Set;

/**
 * The certificates and keys of a configuration, those of issuers of tokens and LDAP servers among them, read before anything of it is in
 * force.
 */
final class TlsFiles {

    private final ClientTls.Prepared clients;
    private final ServerTls.Prepared servers;
    private final BearerTokens.Prepared tokens;
    private final LdapBinds.Prepared ldap;

    private TlsFiles(ClientTls.Prepared clients, ServerTls.Prepared servers, BearerTokens.Prepared tokens,
            LdapBinds.Prepared ldap) {
        this.clients = clients;
        this.servers = servers;
        this.tokens = tokens;
        this.ldap = ldap;
    }

    /** @throws java.io.UncheckedIOException with words for an operator, if a file cannot be used */
    static TlsFiles read(PoolerConfig config) {
        BearerTokens.Prepared tokens = BearerTokens.prepare(config.auth().oauth());
        LdapBinds.Prepared ldap = LdapBinds.prepare(config.auth().ldap());
        Set<TlsSettings> ofServers = new HashSet<>();
        ofServers.add(config.serverTls());
        config.databases().values().stream().map(DatabaseConfig::tls).forEach(ofServers::add);
        config.fallbackDatabase().map(DatabaseConfig::tls).ifPresent(ofServers::add);
        ServerTls.Prepared servers = ServerTls.prepare(ofServers);
        try {
            return new TlsFiles(ClientTls.prepare(config.clientTls()), servers, tokens, ldap);
        } catch (RuntimeException e) {
            servers.release();
            throw e;
        }
    }

    /** Reads the files and forgets them, for --check. @throws java.io.UncheckedIOException as {@link #read} */
    static void check(PoolerConfig config) {
        TlsFiles files = read(config);
        files.clients.release();
        files.servers.release();
    }

    /** Puts them in force for connections that begin from now on. */
    void use(PoolerParts parts) {
        parts.clientTls.use(clients);
        parts.serverTls.use(servers);
        parts.tokens.use(tokens);
        parts.ldap.use(ldap);
    }
}
