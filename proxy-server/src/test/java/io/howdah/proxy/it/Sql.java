package io.howdah.proxy.it;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Runs single statements over JDBC. */
final class Sql {

    private Sql() {
    }

    /** The first column of the first row. */
    static String ask(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(query)) {
            if (!rows.next()) {
                throw new AssertionError("no row from " + query);
            }
            return rows.getString(1);
        }
    }

    static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The process number of the backend that serves the connection now. */
    static int backend(Connection connection) throws SQLException {
        return Integer.parseInt(ask(connection, "SELECT pg_backend_pid()"));
    }
}
