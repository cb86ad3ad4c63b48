package io.howdah.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One database as clients see it, and where it really is.
 *
 * @param automatic true when made from the {@code *} entry for a name that has none of its own
 * @param serverDatabase the name PostgreSQL knows it by
 * @param hosts at least one
 * @param user the role every client of this database becomes on the server
 * @param password for {@code user}; kept out of {@link #toString()}
 * @param startupParameters sent to the server when connecting, e.g. {@code client_encoding}
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
        startupParameters = Collections.unmodifiableMap(new LinkedHashMap<>(startupParameters));
        Objects.requireNonNull(overrides, "overrides");
    }

    /** This fallback entry made into the entry of one database; without a {@code dbname} it keeps the client's name. */
    public DatabaseConfig named(String database) {
        String target = serverDatabase.equals(FALLBACK) ? database : serverDatabase;
        return new DatabaseConfig(database, true, target, hosts, loadBalanceHosts, user, password, authUser, authQuery,
                authDbname, connectQuery, startupParameters, overrides);
    }

    @Override
    public String toString() {
        return "DatabaseConfig[" + name + " -> " + serverDatabase + " at " + hosts
                + user.map(u -> " as " + u).orElse("")
                + (password.isPresent() ? " password=" + Secrets.MASK : "") + "]";
    }
}
