package io.howdah.proxy.auth;

import io.howdah.config.DatabaseConfig;
import io.howdah.config.HostAddress;
import io.howdah.config.PoolerConfig;
import io.howdah.config.ProxyProtocol;
import io.howdah.config.TlsSettings;
import io.howdah.config.UserConfig;
import io.howdah.protocol.auth.Md5Password;
import io.howdah.protocol.auth.ScramSecret;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The place where users are looked up, with the user and the query for it. Equal targets share a connection.
 *
 * @param name the database's name, for the log
 * @param hosts tried in turn; if the first is a unix socket, the others are not tried
 * @param database the database on the server
 * @param user auth_user
 * @param password auth_user's plain password, if the configuration has one; the driver cannot log in with a hash
 * @param query with {@code $1} for the user's name
 * @param ttl how long an answer counts; zero for none
 * @param negativeTtl how long an answer without a user counts
 * @param timeout for connecting, and then for the server's silence: server_connect_timeout, but at most client_login_timeout
 * @param scramMaxIterations most iterations that the server may ask for
 * @param tls of the connection
 * @param proxyProtocol the PROXY header in front of the connection
 * @param cleartext whether the password may go in clear text over a connection without TLS
 */
record AuthTarget(String name, List<HostAddress> hosts, String database, String user, Optional<String> password, String query,
        Duration ttl, Duration negativeTtl, Duration timeout, int scramMaxIterations, TlsSettings tls,
        ProxyProtocol proxyProtocol,
        boolean cleartext) {

    private static final Duration LONGEST = Duration.ofSeconds(15);

    /**
     * The target for users of this database; empty if there is no auth_user or no such database.
     *
     * @throws AuthQueryException if auth_dbname is missing, or names a database that cannot be asked
     */
    static Optional<AuthTarget> of(PoolerConfig config, String clientDatabase, boolean console) throws AuthQueryException {
        Optional<DatabaseConfig> entry = console ? Optional.empty() : config.database(clientDatabase);
        Optional<String> user = entry.flatMap(DatabaseConfig::authUser).or(config.auth()::user);
        Optional<String> query = entry.flatMap(DatabaseConfig::authQuery).or(config.auth()::query);
        if (user.isEmpty() || query.isEmpty() || !console && entry.isEmpty()) {
            return Optional.empty();
        }
        String asked = entry.flatMap(DatabaseConfig::authDbname).or(config.auth()::dbname).orElse(clientDatabase);
        if (console && config.auth().dbname().isEmpty() || config.isConsole(asked)) {
            throw AuthQueryException.misconfigured(
                    "cannot use the reserved \"" + PoolerConfig.CONSOLE_DATABASE + "\" database as an auth_dbname");
        }
        DatabaseConfig database = config.database(asked).orElseThrow(
                () -> AuthQueryException.misconfigured("authentication database \"" + asked + "\" is not configured."));
        if (database.hosts().get(0).host().startsWith("@")) {
            throw AuthQueryException
                    .misconfigured("authentication database \"" + asked + "\" cannot be asked on an abstract unix socket");
        }
        Optional<String> password = Optional.ofNullable(config.users().get(user.get())).flatMap(UserConfig::password)
                .filter(secret -> !Md5Password.isHash(secret) && ScramSecret.parse(secret).isEmpty());
        return Optional.of(new AuthTarget(
                asked, database.hosts(), database.serverDatabase(), user.get(), password, query.get(),
                config.auth().queryTtl(), shorter(config.auth().queryTtl(), config.auth().queryNegativeTtl()), timeout(config),
                config.auth().scramMaxIterations(), database.tls(), database.proxyProtocol(),
                config.auth().cleartextToServers()));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Duration timeout(PoolerConfig config) {
        Duration timeout = LONGEST;
        for (Duration limit : List.of(config.server().connectTimeout(), config.timeouts().clientLogin())) {
            if (!limit.isZero() && limit.compareTo(timeout) < 0) {
                timeout = limit;
            }
        }
        return timeout;
    }

    @Override
    public String toString() {
        return name + "/" + user;
    }
}
