package io.howdah.bench.load.history;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/**
 * Where a client of the history connects.
 *
 * @param url JDBC URL
 */
public record Place(String url, String user) {

    /** Seconds. A client whose request takes longer gives up: a Howdah is frozen for less, and is started again sooner. */
    private static final String PATIENCE = "60";

    /** @param queryMode pgjdbc's preferQueryMode */
    Connection connect(String queryMode) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("preferQueryMode", queryMode);
        properties.setProperty("prepareThreshold", "2");
        properties.setProperty("socketTimeout", PATIENCE);
        properties.setProperty("loginTimeout", PATIENCE);
        return DriverManager.getConnection(url, properties);
    }
}
