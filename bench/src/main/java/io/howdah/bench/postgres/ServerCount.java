package io.howdah.bench.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Asks PostgreSQL again and again for the number of its client connections but this one, and keeps the highest number. */
public final class ServerCount implements AutoCloseable {

    private static final String QUERY = "SELECT count(*) FROM pg_stat_activity"
            + " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND coalesce(usename = ?, true)";
    private static final long PAUSE_MILLIS = 20;

    private final Connection connection;
    private final @Nullable String role;
    private final Thread thread;
    private volatile int most;
    private volatile boolean closed;

    private ServerCount(Connection connection, @Nullable String role) {
        this.connection = connection;
        this.role = role;
        this.thread = new Thread(this::watch, "server-count");
    }

    /**
     * Starts a thread that asks until {@link #close}.
     *
     * @param connection a direct connection to PostgreSQL for this object alone, which closes it
     */
    public static ServerCount watch(Connection connection) {
        return watch(connection, null);
    }

    /** Counts one role's connections; all roles' connections if the role is null. */
    public static ServerCount watch(Connection connection, @Nullable String role) {
        ServerCount count = new ServerCount(connection, role);
        count.thread.setDaemon(true);
        count.thread.start();
        return count;
    }

    private void watch() {
        try (PreparedStatement statement = connection.prepareStatement(QUERY)) {
            statement.setString(1, role);
            while (!closed) {
                try (ResultSet rows = statement.executeQuery()) {
                    rows.next();
                    most = Math.max(most, rows.getInt(1));
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (SQLException e) {
            if (!closed) {
                System.err.println("howdah bench: no longer counting server connections: " + e.getMessage());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The highest number so far. */
    public int most() {
        return most;
    }

    @Override
    public void close() throws SQLException {
        // Closing the connection ends a running query, and so the thread.
        closed = true;
        connection.close();
    }
}
