package io.howdah.bench.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Asks PostgreSQL again and again how many connections it serves beside this one, and keeps the highest answer. */
public final class ServerCount implements AutoCloseable {

    private static final String QUERY = "SELECT count(*) FROM pg_stat_activity"
            + " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()";
    private static final long PAUSE_MILLIS = 20;

    private final Connection connection;
    private final Thread thread;
    private volatile int most;
    private volatile boolean closed;

    private ServerCount(Connection connection) {
        this.connection = connection;
        this.thread = new Thread(this::watch, "server-count");
    }

    /** Begins to ask, on a thread of its own, until {@link #close}.
     *
     * @param connection of its own, straight to PostgreSQL; closed with this
     */
    public static ServerCount watch(Connection connection) {
        ServerCount count = new ServerCount(connection);
        count.thread.setDaemon(true);
        count.thread.start();
        return count;
    }

    private void watch() {
        try (Statement statement = connection.createStatement()) {
            while (!closed) {
                try (ResultSet rows = statement.executeQuery(QUERY)) {
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
