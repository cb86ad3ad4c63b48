package io.howdah.proxy.it;

import io.howdah.proxy.testing.Await;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A running PostgreSQL with the tests' roles and tables.
 *
 * @param port port on 127.0.0.1
 * @param stopper ends the server and waits for its end
 */
record TestPostgres(int port, Runnable stopper) {

    static final String SUPERUSER = "postgres";
    static final String DATABASE = "howdah";

    /** The role of most tests. The server lets it in without a password. */
    static final String APP = "app";
    static final String PASSWORD = "s3cret, with 'quotes'";

    /**
     * The first matching line counts. Each of these roles has its own authentication method; the server trusts all other roles.
     */
    static final String HBA = """
            host all app_plain all password
            host all app_md5 all md5
            host all app_scram all scram-sha-256
            host all app_rejected all reject
            host all all all trust
            local all all trust
            host replication all all trust
            """;

    private static final String[] CLUSTER = {
        "CREATE ROLE app LOGIN",
        "CREATE ROLE other LOGIN",
        "CREATE ROLE member NOLOGIN ROLE app",
        "CREATE ROLE app_rejected LOGIN",
        "SET password_encryption = 'scram-sha-256'",
        "CREATE ROLE app_plain LOGIN PASSWORD " + quoted(PASSWORD),
        "CREATE ROLE app_scram LOGIN PASSWORD " + quoted(PASSWORD),
        "SET password_encryption = 'md5'",
        "CREATE ROLE app_md5 LOGIN PASSWORD " + quoted(PASSWORD),
        "CREATE DATABASE " + DATABASE,
    };

    private static final String[] TABLES = {
        "GRANT CREATE ON SCHEMA public TO PUBLIC",
        "CREATE TABLE track (id serial PRIMARY KEY, note text)",
        "GRANT ALL ON track TO PUBLIC",
        "GRANT ALL ON SEQUENCE track_id_seq TO PUBLIC",
    };

    /** Makes roles, database and tables. */
    TestPostgres prepared() throws SQLException {
        try (Connection connection = superuser("postgres"); Statement statement = connection.createStatement()) {
            for (String sql : CLUSTER) {
                statement.execute(sql);
            }
        }
        try (Connection connection = superuser(DATABASE); Statement statement = connection.createStatement()) {
            for (String sql : TABLES) {
                statement.execute(sql);
            }
        }
        return this;
    }

    /** A direct connection of the superuser, to look and to interfere. */
    Connection superuser() throws SQLException {
        return superuser(DATABASE);
    }

    Connection superuser(String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?socketTimeout=30&ApplicationName=observer",
                SUPERUSER, "");
    }

    /** The first column of a query's rows. The superuser runs the query. */
    List<String> ask(String sql) throws SQLException {
        try (Connection connection = superuser();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    /** The first column of the first row. */
    String askOne(String sql) throws SQLException {
        return ask(sql).get(0);
    }

    /** The number of backends of this role. */
    int backends(String role) throws SQLException {
        return Integer.parseInt(askOne("SELECT count(*) FROM pg_stat_activity WHERE usename = " + quoted(role)
                + " AND backend_type = 'client backend'"));
    }

    /** Ends a backend like an administrator: its client gets 57P01. */
    void terminate(int backendPid) throws SQLException {
        ask("SELECT pg_terminate_backend(" + backendPid + ")");
        Await.until("backend " + backendPid + " to end",
                () -> ask("SELECT pid FROM pg_stat_activity WHERE pid = " + backendPid).isEmpty());
    }

    /**
     * Ends backends whose connections have gone: PostgreSQL runs a query to its end even if its client has gone.
     *
     * @return the queries
     */
    List<String> endLeftovers() throws SQLException {
        return ask("SELECT query FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
                + " AND application_name <> 'observer' AND pg_terminate_backend(pid, 10000)");
    }

    void stop() {
        stopper.run();
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
