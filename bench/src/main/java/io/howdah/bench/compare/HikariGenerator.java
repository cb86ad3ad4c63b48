package io.howdah.bench.compare;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.howdah.bench.load.wire.QueryProtocol;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.HdrHistogram.Histogram;

/**
 * Works like an application with HikariCP: each client is a thread, takes a connection from this JVM's pool, runs one
 * transaction, and gives the connection back.
 */
final class HikariGenerator implements Generator {

    private static final Duration WARM_UP = Duration.ofMillis(500);
    private static final long CONNECT_MILLIS = 30_000;
    private static final long END_MILLIS = 30_000;
    private static final long STACK_BYTES = 256 << 10;

    private final int poolSize;
    private final String table;

    /** @param table a table with the columns of pgbench_accounts */
    HikariGenerator(int poolSize, String table) {
        this.poolSize = poolSize;
        this.table = table;
    }

    @Override
    public Sample run(Contender contender, Job job, Duration length, Marks marks) throws IOException, InterruptedException {
        try (HikariDataSource pool = new HikariDataSource(config(contender, job.protocol()))) {
            AtomicBoolean counting = new AtomicBoolean();
            AtomicBoolean ended = new AtomicBoolean();
            List<Client> clients = new ArrayList<>();
            for (int number = 0; number < job.clients(); number++) {
                clients.add(new Client(pool, job.work(), number, counting, ended));
            }
            List<Thread> threads = clients.stream().map(client -> new Thread(null, client, "client", STACK_BYTES)).toList();
            try {
                threads.forEach(thread -> {
                    thread.setDaemon(true);
                    thread.start();
                });
                TimeUnit.NANOSECONDS.sleep(WARM_UP.toNanos());
                marks.began();
                long began = System.nanoTime();
                counting.set(true);
                TimeUnit.NANOSECONDS.sleep(length.toNanos());
                counting.set(false);
                double seconds = (System.nanoTime() - began) / 1e9;
                marks.ended();
                ended.set(true);
                return sum(clients, threads, seconds);
            } finally {
                ended.set(true);
            }
        } catch (RuntimeException e) {
            throw new IOException("HikariCP: " + e.getMessage(), e);
        }
    }

    private HikariConfig config(Contender contender, QueryProtocol protocol) {
        // pgjdbc: simple puts the values into the text. With threshold 0 pgjdbc uses only the unnamed statement, with 1 a named
        // one at the first use.
        String mode = switch (protocol) {
            case SIMPLE -> "preferQueryMode=simple";
            case EXTENDED -> "prepareThreshold=0";
            case PREPARED -> "prepareThreshold=1";
        };
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:postgresql://127.0.0.1:" + contender.port() + "/" + Rig.DATABASE + "?" + mode);
        config.setUsername(contender.role());
        config.setPassword("");
        config.setMaximumPoolSize(poolSize);
        config.setConnectionTimeout(CONNECT_MILLIS);
        return config;
    }

    private static Sample sum(List<Client> clients, List<Thread> threads, double seconds)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(END_MILLIS);
        for (Thread thread : threads) {
            thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
            if (thread.isAlive()) {
                throw new IOException("a client did not end");
            }
        }
        Histogram micros = Sample.histogram();
        long errors = 0;
        String complaint = "";
        for (Client client : clients) {
            micros.add(client.micros);
            errors += client.errors;
            complaint = complaint.isEmpty() ? client.complaint : complaint;
        }
        return new Sample(micros.getTotalCount(), micros.getTotalCount() / seconds, micros, errors, complaint);
    }

    /** One client. Another thread may read its counts after the client's thread has ended. */
    private final class Client implements Runnable {

        private final HikariDataSource pool;
        private final Work work;
        private final SplittableRandom random;
        private final AtomicBoolean counting;
        private final AtomicBoolean ended;
        private final Histogram micros = Sample.histogram();
        private long errors;
        private String complaint = "";

        Client(HikariDataSource pool, Work work, int number, AtomicBoolean counting, AtomicBoolean ended) {
            this.pool = pool;
            this.work = work;
            this.random = new SplittableRandom(number);
            this.counting = counting;
            this.ended = ended;
        }

        @Override
        public void run() {
            while (!ended.get()) {
                long began = System.nanoTime();
                try {
                    transaction();
                    if (counting.get()) {
                        micros.recordValue(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - began));
                    }
                } catch (SQLException e) {
                    errors++;
                    complaint = complaint.isEmpty() ? String.valueOf(e.getMessage()) : complaint;
                }
            }
        }

        private void transaction() throws SQLException {
            try (Connection connection = pool.getConnection()) {
                switch (work.kind()) {
                    case SELECT, CONNECT -> select(connection);
                    case SELECT1 -> read(connection, "SELECT 1");
                    case BYTES -> read(connection, "SELECT repeat('x', " + work.bytes() + ")");
                    case MIXED -> {
                        if (random.nextInt(100) < Work.READ_SHARE) {
                            select(connection);
                        } else {
                            update(connection);
                        }
                    }
                }
            }
        }

        private void select(Connection connection) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement("SELECT abalance FROM " + table + " WHERE aid = ?")) {
                statement.setInt(1, 1 + random.nextInt(Work.ROWS));
                read(statement);
            }
        }

        private void update(Connection connection) throws SQLException {
            try (PreparedStatement statement = connection
                    .prepareStatement("UPDATE " + table + " SET abalance = abalance + 1 WHERE aid = ?")) {
                statement.setInt(1, 1 + random.nextInt(Work.ROWS));
                statement.executeUpdate();
            }
        }

        private void read(Connection connection, String sql) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                read(statement);
            }
        }

        private void read(PreparedStatement statement) throws SQLException {
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    rows.getString(1);
                }
            }
        }
    }
}
