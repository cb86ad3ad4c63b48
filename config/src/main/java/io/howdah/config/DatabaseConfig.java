package io.howdah.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One database as clients name it, and its place on the servers.
 *
 * @param automatic true for an entry made from the {@code *} entry
 * @param serverDatabase the database's name in PostgreSQL
 * @param hosts at least one
 * @param user the user for all server connections of this database; absent for each client's own
 * @param password for {@code user}; kept out of {@link #toString()}
 * @param tls of the connections to its servers
 * @param proxyProtocol the header in front of the connections to its servers
 * @param startupParameters sent in the start-up packet of each server connection, e.g. {@code client_encoding}
 */
public record DatabaseConfig(
        String name,
        boolean automatic,
        String serverDatabase,
        List<HostAddress> hosts,
        LoadBalanceHosts loadBalanceHosts,
        Optional<String> user,
        Optional<String> password,
        Optional<String> authUser,
        Optional<String> authQuery,
        Optional<String> authDbname,
        Optional<String> connectQuery,
        TlsSettings tls,
        ProxyProtocol proxyProtocol,
        Map<String, String> startupParameters,
        PoolOverrides overrides) {

    /** The name of the entry that serves every database without an entry of its own. */
    public static final String FALLBACK = "*";

    public DatabaseConfig {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(serverDatabase, "serverDatabase");
        hosts = List.copyOf(hosts);
        Objects.requireNonNull(loadBalanceHosts, "loadBalanceHosts");
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(password, "password");
        Objects.requireNonNull(authUser, "authUser");
        Objects.requireNonNull(authQuery, "authQuery");
        Objects.requireNonNull(authDbname, "authDbname");
        Objects.requireNonNull(connectQuery, "connectQuery");
        Objects.requireNonNull(tls, "tls");
        Objects.requireNonNull(proxyProtocol, "proxyProtocol");
        startupParameters = Collections.unmodifiableMap(new LinkedHashMap<>(startupParameters));
        Objects.requireNonNull(overrides, "overrides");
    }

    /**
     * Makes this {@code *} entry into the entry of one database. Without a {@code dbname} the server gets the client's name for
     * it.
     */
    public DatabaseConfig named(String database) {
        String target = serverDatabase.equals(FALLBACK) ? database : serverDatabase;
        return new DatabaseConfig(database, true, target, hosts, loadBalanceHosts, user, password, authUser, authQuery,
                authDbname, connectQuery, tls, proxyProtocol, startupParameters, overrides);
    }

    @Override
    public String toString() {
        return "DatabaseConfig[" + name + " -> " + serverDatabase + " at " + hosts
                + user.map(u -> " as " + u).orElse("")
                + (password.isPresent() ? " password=" + Secrets.MASK : "") + "]";
    }
}
