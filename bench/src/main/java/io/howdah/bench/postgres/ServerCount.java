package io.howdah.bench.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Asks PostgreSQL again and again how many connections it serves beside this one, and keeps the highest answer. */
public final class ServerCount implements AutoCloseable {

    private static final String QUERY = "SELECT count(*) FROM pg_stat_activity"
            + " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND coalesce(usename = ?, true)";
    private static final long PAUSE_MILLIS = 20;

    private final Connection connection;
    private final String role;
    private final Thread thread;
    private volatile int most;
    private volatile boolean closed;

    private ServerCount(Connection connection, String role) {
        this.connection = connection;
        this.role = role;
        this.thread = new Thread(this::watch, "server-count");
    }

    /** Begins to ask, on a thread of its own, until {@link #close}.
     *
     * @param connection of its own, straight to PostgreSQL; closed with this
     */
    public static ServerCount watch(Connection connection) {
        return watch(connection, null);
    }

    /** The same of one role's connections alone; of all where it is null. */
    public static ServerCount watch(Connection connection, String role) {
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

    /** The highest answer so far. */
    public int most() {
        return most;
    }

    @Override
    public void close() throws SQLException {
        // Ends the query that may be running, and with it the thread.
        closed = true;
        connection.close();
    }
}
