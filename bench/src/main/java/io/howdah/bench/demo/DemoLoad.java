package io.howdah.bench.demo;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;

/**
 * A little load, to give the live page something to show: customers look at products, a few order, now and then an order violates
 * a unique key, and reports begin all together and make the other clients wait for a moment. About a hundred queries a second.
 */
final class DemoLoad implements AutoCloseable {

    private static final int SHOPPERS = 12;
    /** One more than the default pool size. */
    private static final int REPORTS = 6;
    private static final int BETWEEN_QUERIES_MILLIS = 200;
    private static final int BETWEEN_REPORTS_MILLIS = 25_000;
    private static final int AFTER_FAILURE_MILLIS = 1_000;
    private static final int CUSTOMERS = 1_000;
    private static final int PRODUCTS = 200;

    /** The work that one client repeats. */
    @FunctionalInterface
    private interface Work {
        void once(Connection connection, SplittableRandom random) throws SQLException;
    }

    private final int port;
    private final CountDownLatch over = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();

    private DemoLoad(int port) {
        this.port = port;
    }

    /**
     * Starts the load.
     *
     * @param port the pooler's port
     */
    static DemoLoad start(int port) {
        DemoLoad load = new DemoLoad(port);
        for (int i = 0; i < SHOPPERS; i++) {
            load.client(i, "shop-web", random -> around(random, BETWEEN_QUERIES_MILLIS), DemoLoad::shop);
        }
        load.client(SHOPPERS, "checkout", random -> around(random, BETWEEN_QUERIES_MILLIS * 2), DemoLoad::order);
        for (int i = 0; i < REPORTS; i++) {
            load.client(SHOPPERS + 1 + i, "report", random -> untilTheNextReports(), DemoLoad::report);
        }
        return load;
    }

    private void client(int number, String application, ToIntFunction<SplittableRandom> pauseMillis, Work work) {
        Thread thread = new Thread(() -> run(new SplittableRandom(number), application, pauseMillis, work),
                "demo-" + application + "-" + number);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private static int around(SplittableRandom random, int millis) {
        return random.nextInt(millis / 2, millis * 3 / 2);
    }

    private static int untilTheNextReports() {
        return BETWEEN_REPORTS_MILLIS - (int) (TimeUnit.NANOSECONDS.toMillis(System.nanoTime()) % BETWEEN_REPORTS_MILLIS);
    }

    private void run(SplittableRandom random, String application, ToIntFunction<SplittableRandom> pauseMillis, Work work) {
        while (over.getCount() > 0) {
            try (Connection connection = connect(application)) {
                while (!ended(pauseMillis.applyAsInt(random))) {
                    work.once(connection, random);
                }
            } catch (SQLException e) {
                // The user has stopped PostgreSQL or the pooler, as a demo invites to.
                ended(AFTER_FAILURE_MILLIS);
            }
        }
    }

    private Connection connect(String application) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", SampleData.USER);
        properties.setProperty("password", SampleData.PASSWORD);
        properties.setProperty("ApplicationName", application);
        properties.setProperty("connectTimeout", "5");
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/" + SampleData.DATABASE, properties);
    }

    /**
     * Waits so many milliseconds, or until the load ends.
     *
     * @return whether the load ends
     */
    private boolean ended(int millis) {
        try {
            return over.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    private static void shop(Connection connection, SplittableRandom random) throws SQLException {
        if (random.nextInt(4) > 0) {
            query(connection, "SELECT name, price, stock FROM products WHERE id = ?", 1 + random.nextInt(PRODUCTS));
        } else {
            query(connection,
                    "SELECT o.id, o.status, sum(i.quantity * p.price) FROM orders o JOIN order_items i ON i.order_id = o.id "
                            + "JOIN products p ON p.id = i.product_id WHERE o.customer_id = ? GROUP BY o.id",
                    1 + random.nextInt(CUSTOMERS));
        }
    }

    private static void order(Connection connection, SplittableRandom random) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO orders (customer_id) VALUES (" + (1 + random.nextInt(CUSTOMERS)) + ")");
            statement.execute("UPDATE products SET stock = stock WHERE id = " + (1 + random.nextInt(PRODUCTS)));
            // Deletes the order, so that a user who explores the tables finds no foreign rows.
            statement.execute("DELETE FROM orders WHERE id = currval(pg_get_serial_sequence('orders', 'id'))");
            connection.commit();
            if (random.nextInt(20) == 0) {
                // The same order item twice: 23505.
                statement.execute(
                        "INSERT INTO order_items (order_id, product_id, quantity) SELECT order_id, product_id, 1 FROM order_items LIMIT 1");
                connection.commit();
            }
        } catch (SQLException e) {
            connection.rollback();
            if (!"23505".equals(e.getSQLState())) {
                throw e;
            }
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private static void report(Connection connection, SplittableRandom random) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT count(*), pg_sleep(" + random.nextDouble(0.3, 1.2) + ") FROM order_items");
        }
    }

    private static void query(Connection connection, String sql, int key) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, key);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    rows.getString(1);
                }
            }
        }
    }

    /** Ends the load. A running statement continues until its answer has come. */
    @Override
    public void close() {
        over.countDown();
        for (Thread thread : threads) {
            try {
                thread.join(TimeUnit.SECONDS.toMillis(2));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
