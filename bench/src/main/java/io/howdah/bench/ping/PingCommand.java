package io.howdah.bench.ping;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs one query and prints its rows. A bar separates the columns, as with {@code psql -At}. */
@Command(name = "ping", mixinStandardHelpOptions = true, description = "Runs one query and prints its rows.")
public final class PingCommand implements Callable<Integer> {

    @Option(names = "--url", paramLabel = "URL", defaultValue = "jdbc:postgresql://127.0.0.1:6432/shop",
            description = "JDBC URL; ${DEFAULT-VALUE} by default.")
    private String url;

    @Option(names = "--user", defaultValue = "demo")
    private String user;

    @Option(names = "--password", defaultValue = "demo")
    private String password;

    @Parameters(arity = "0..1", defaultValue = "SELECT 1", description = "The query; ${DEFAULT-VALUE} by default.")
    private String query;

    @Override
    public Integer call() {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", "10");
        properties.setProperty("socketTimeout", "30");
        try (Connection connection = DriverManager.getConnection(url, properties);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                System.out.println(line(rows));
            }
            return 0;
        } catch (SQLException e) {
            System.err.println("howdah bench ping: " + e.getSQLState() + " " + e.getMessage());
            return 1;
        }
    }

    private static String line(ResultSet rows) throws SQLException {
        StringJoiner line = new StringJoiner("|");
        for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
            String value = rows.getString(column);
            line.add(value == null ? "" : value);
        }
        return line.toString();
    }
}
