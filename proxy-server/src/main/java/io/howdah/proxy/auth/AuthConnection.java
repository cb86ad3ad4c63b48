package io.howdah.proxy.auth;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.howdah.config.HostAddress;
import io.howdah.config.ProxyProtocol;
import io.howdah.config.TlsMode;
import io.howdah.config.TlsSettings;
import io.howdah.proxy.tls.ServerTls;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Types;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.SslNegotiation;
import org.postgresql.util.PSQLException;

/**
 * The connection for auth_query: one per target, opened when needed, tested after a pause and closed after a minute without use.
 * It has start-up parameters of its own: of a client's input only the user name takes part (CVE-2025-12819). Blocks; one caller
 * at a time.
 */
final class AuthConnection implements AuthQueue.Question {

    private static final Duration IDLE = Duration.ofMinutes(1);

    /** Limits the connection's age, so that a changed address of the server's name is found, however busy the connection is. */
    private static final Duration LIFETIME = Duration.ofMinutes(5);

    /** How often a caller that waits for the connection checks whether the attempt has failed already. */
    private static final Duration GLANCE = Duration.ofMillis(250);

    private static final String ROLES = "WITH RECURSIVE member AS (SELECT oid FROM pg_catalog.pg_roles WHERE rolname"
            + " OPERATOR(pg_catalog.=) ?::pg_catalog.name"
            + " UNION SELECT granted.roleid FROM pg_catalog.pg_auth_members granted JOIN member ON"
            + " granted.member OPERATOR(pg_catalog.=) member.oid)"
            + " SELECT r.rolname FROM pg_catalog.pg_roles r JOIN member ON r.oid OPERATOR(pg_catalog.=) member.oid";

    private final AuthTarget target;
    private final AuthQueryText query;
    private final ScheduledExecutorService upkeep;
    private final Consumer<List<LoginUser>> kinds;
    private boolean kindsTold;
    private @Nullable Source source;
    private @Nullable HikariDataSource pool;

    /**
     * @param upkeep runs the tasks for idle connections, of all targets
     * @param kinds gets the kinds of the secrets of the server's users, once
     */
    AuthConnection(AuthTarget target, ScheduledExecutorService upkeep, Consumer<List<LoginUser>> kinds) {
        this.target = target;
        this.query = AuthQueryText.of(target.query());
        this.upkeep = upkeep;
        this.kinds = kinds;
    }

    /** The user that the query finds; if it finds several, the last one, as in PgBouncer. */
    @Override
    public Optional<FoundUser> ask(String user) throws AuthQueryException {
        return answered(connection -> ask(connection, user));
    }

    @Override
    public Set<String> roles(String user) throws AuthQueryException {
        return answered(connection -> roles(connection, user));
    }

    /** What is asked on the connection. */
    private interface Asked<T> {
        T on(Connection connection) throws SQLException, AuthQueryException;
    }

    private <T> T answered(Asked<T> asked) throws AuthQueryException {
        try {
            return askOnce(asked);
        } catch (SQLException e) {
            if (!isLoss(e)) {
                throw ofQuery(e);
            }
        }
        // The server has closed the connection since its last use, but may be back.
        try {
            return askOnce(asked);
        } catch (SQLException e) {
            throw ofQuery(e);
        }
    }

    private <T> T askOnce(Asked<T> asked) throws SQLException, AuthQueryException {
        try (Connection connection = connection()) {
            if (!kindsTold) {
                tellKinds(connection);
                kindsTold = true;
            }
            return asked.on(connection);
        }
    }

    private void tellKinds(Connection connection) throws SQLException {
        try {
            kinds.accept(SecretKinds.of(connection, target.name()));
        } catch (SQLException e) {
            if (isLoss(e)) {
                throw e;
            }
            // The server's catalog is not PostgreSQL's; the users that auth_query finds will show the kinds of secrets.
        }
    }

    /** Whether the connection was lost for another reason than a silent server: a timeout has taken its time already. */
    private static boolean isLoss(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return (state.startsWith("08") || state.startsWith("57P")) && !(e.getCause() instanceof SocketTimeoutException);
    }

    /** The roles by PostgreSQL's catalog, as {@code is_member_of_role_nosuper} sees them: an owner of all rights is in no group. */
    private static Set<String> roles(Connection connection, String user) throws SQLException {
        Set<String> roles = new HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement(ROLES)) {
            statement.setString(1, user);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    roles.add(rows.getString(1));
                }
            }
        }
        return roles;
    }

    private Optional<FoundUser> ask(Connection connection, String user) throws SQLException, AuthQueryException {
        try (PreparedStatement statement = connection.prepareStatement(query.jdbc())) {
            for (int i = 1; i <= query.parameters(); i++) {
                // Without a type, as PgBouncer sends it: PostgreSQL infers the type.
                statement.setObject(i, user, Types.OTHER);
            }
            try (ResultSet rows = statement.executeQuery()) {
                ResultSetMetaData columns = rows.getMetaData();
                if (columns.getColumnCount() != 2) {
                    throw AuthQueryException.misconfigured("expected 2 columns from auth_query, not " + columns.getColumnCount());
                }
                FoundUser found = null;
                while (rows.next()) {
                    String name = rows.getString(1);
                    if (name == null) {
                        throw AuthQueryException.misconfigured("auth_query response contained null user name");
                    }
                    found = new FoundUser(name, Optional.ofNullable(rows.getString(2)).filter(secret -> !secret.isEmpty()));
                }
                return Optional.ofNullable(found);
            }
        }
    }

    private HikariDataSource newPool(Source connections) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("auth_query " + target);
        config.setDataSource(connections);
        config.setMaximumPoolSize(1);
        config.setMinimumIdle(0);
        config.setIdleTimeout(IDLE.toMillis());
        config.setMaxLifetime(LIFETIME.toMillis());
        config.setConnectionTimeout(GLANCE.toMillis());
        // HikariCP gives each answer of a new connection this time, so a far server must not be measured by a glance.
        config.setValidationTimeout(Math.max(GLANCE.toMillis(), target.timeout().toMillis()));
        config.setInitializationFailTimeout(-1);
        config.setScheduledExecutor(upkeep);
        return new HikariDataSource(config);
    }

    /** HikariCP would try again until its time is up. If the server refuses, this method gives up sooner while logins wait. */
    private Connection connection() throws AuthQueryException {
        long begun = System.nanoTime();
        Source connections = source;
        HikariDataSource opened = pool;
        if (connections == null || opened == null) {
            // Not in the constructor: the caller that makes this object must not wait, not even for the driver's classes to load.
            try {
                connections = new Source(target);
            } catch (UncheckedIOException e) {
                throw AuthQueryException.misconfigured(String.valueOf(e.getMessage()));
            }
            source = connections;
            opened = newPool(connections);
            pool = opened;
        }
        connections.failure = null;
        while (true) {
            try {
                return opened.getConnection();
            } catch (SQLTransientConnectionException e) {
                SQLException failure = connections.failure;
                if (failure != null) {
                    throw ofConnection(failure);
                }
                if (System.nanoTime() - begun > target.timeout().toNanos()) {
                    throw AuthQueryException.unreachable("connect timeout");
                }
            } catch (SQLException e) {
                throw ofConnection(e);
            }
        }
    }

    private AuthQueryException ofConnection(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        boolean said = e instanceof PSQLException of && of.getServerErrorMessage() != null;
        if (said && !state.startsWith("28")) {
            return AuthQueryException.refused(state, ((PSQLException) e).getServerErrorMessage().getMessage());
        }
        if (said) {
            return AuthQueryException.misconfigured("auth_user is refused: " + e.getMessage());
        }
        if (state.equals("08004")) {
            return AuthQueryException
                    .misconfigured("auth_user needs its password in plain text, in the auth_file: " + e.getMessage());
        }
        return AuthQueryException.unreachable(e.getMessage());
    }

    private static AuthQueryException ofQuery(SQLException e) {
        boolean said = e instanceof PSQLException of && of.getServerErrorMessage() != null;
        return said ? AuthQueryException.misconfigured(("error in auth_query: " + e.getMessage()).replace('\n', ' '))
                : AuthQueryException.unreachable(e.getMessage());
    }

    @Override
    public String toString() {
        return "S: " + target;
    }

    @Override
    public void close() {
        if (pool != null) {
            pool.close();
        }
        if (source != null) {
            source.close();
        }
    }

    /** Makes HikariCP's connections, and keeps the reason of a failure. */
    private static final class Source extends PGSimpleDataSource {
        private static final long serialVersionUID = 1;

        private transient volatile @Nullable SQLException failure;
        private transient @Nullable String factory;

        Source(AuthTarget target) {
            int seconds = (int) Math.max(1, target.timeout().toSeconds());
            HostAddress first = target.hosts().get(0);
            if (first.isUnixSocket()) {
                setServerNames(new String[] {"localhost"});
                setSocketFactory(UnixSocketFactory.class.getName());
                setSocketFactoryArg(first.unixSocketPath());
            } else {
                List<HostAddress> hosts = target.hosts().stream().filter(host -> !host.isUnixSocket()).toList();
                setServerNames(hosts.stream().map(HostAddress::host).toArray(String[]::new));
                setPortNumbers(hosts.stream().mapToInt(HostAddress::port).toArray());
            }
            if (target.proxyProtocol() != ProxyProtocol.OFF) {
                setSocketFactory(AnnouncingSocketFactory.class.getName());
                setSocketFactoryArg(target.proxyProtocol() + " " + (first.isUnixSocket() ? first.unixSocketPath() : ""));
            }
            setDatabaseName(target.database());
            setUser(target.user());
            target.password().ifPresent(this::setPassword);
            setApplicationName("howdah auth_query");
            encrypt(target.tls(), first.isUnixSocket());
            if (!target.cleartext() && !target.tls().mode().isRequired() && !first.isUnixSocket()) {
                setRequireAuth("!password");
            }
            setGssEncMode("disable");
            setPrepareThreshold(0);
            setConnectTimeout(seconds);
            setSocketTimeout(seconds);
            setScramMaxIterations(target.scramMaxIterations());
        }

        private void encrypt(TlsSettings tls, boolean unixSocket) {
            if (unixSocket || !tls.isOn()) {
                setSslmode(TlsMode.DISABLE.spelling());
                return;
            }
            String registered = TlsSocketFactory.register(ServerTls.socketFactory(tls));
            factory = registered;
            setSslmode(tls.mode().spelling());
            setSslNegotiation(tls.direct() ? SslNegotiation.DIRECT.value() : SslNegotiation.POSTGRES.value());
            setSslfactory(TlsSocketFactory.class.getName());
            setSslFactoryArg(registered);
            setSslHostnameVerifier(TlsHostVerifier.class.getName());
        }

        void close() {
            if (factory != null) {
                TlsSocketFactory.forget(factory);
            }
        }

        /** HikariCP sets this to its limit for a caller's wait, which is shorter. */
        @Override
        public void setLoginTimeout(int seconds) {
            // The time limits for connecting and for a silent server apply.
        }

        @Override
        public Connection getConnection(String user, String password) throws SQLException {
            try {
                return super.getConnection(user, password);
            } catch (SQLException e) {
                failure = e;
                throw e;
            }
        }
    }
}
