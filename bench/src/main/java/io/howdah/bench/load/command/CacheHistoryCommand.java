package io.howdah.bench.load.command;

import io.howdah.bench.load.history.History;
import io.howdah.bench.load.history.HistoryReader;
import io.howdah.bench.load.history.HistoryWriter;
import io.howdah.bench.load.history.Place;
import io.howdah.bench.load.history.Trouble;
import io.howdah.bench.load.login.Rows;
import io.howdah.bench.load.login.Target;
import io.howdah.bench.process.Interruption;
import io.howdah.bench.process.PoolerProcess;
import io.howdah.protocol.backend.DataRow;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A random history through several Howdahs that share a Redis, each a process that is frozen and killed meanwhile. */
@Command(name = "history", mixinStandardHelpOptions = true,
        description = "Writes and reads rows through several Howdahs in the mode writes, which are frozen and killed meanwhile like "
                + "their Redis, and reports each read that was older than a write acknowledged before the read began.")
final class CacheHistoryCommand implements Callable<Integer> {

    @Option(names = "--duration", paramLabel = "SECONDS", defaultValue = "600", description = "${DEFAULT-VALUE} by default.")
    private int seconds;

    @Option(names = "--instances", defaultValue = "2", description = "Howdahs in the group; ${DEFAULT-VALUE} by default.")
    private int instances;

    @Option(names = "--rows", defaultValue = "12", description = "${DEFAULT-VALUE} by default.")
    private int rows;

    @Option(names = "--writers", defaultValue = "3", description = "${DEFAULT-VALUE} by default.")
    private int writers;

    @Option(names = "--readers", defaultValue = "4", description = "Through each Howdah; ${DEFAULT-VALUE} by default.")
    private int readers;

    @Option(names = "--memory", defaultValue = "100MB",
            description = "Of each cache; 0 for Redis alone; ${DEFAULT-VALUE} by default.")
    private String memory;

    @Option(names = "--quiet-for", paramLabel = "MILLISECONDS", defaultValue = "3000",
            description = "The longest time between two troubles; ${DEFAULT-VALUE} by default.")
    private int quietMillis;

    @Option(names = "--seed", description = "Repeats the choices of a run, though not its timing.")
    private Optional<Long> seed = Optional.empty();

    private long memoryHits;
    private long redisHits;

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        long chosen = seed.orElseGet(System::nanoTime);
        String cache = "cache: {mode: writes, ttl: 1h, memory: " + memory + ", redis: {url: \"%s\", timeout: 20ms}}\n";
        int clients = writers + readers;
        try (Interruption interruption = Interruption.watch();
                Rig rig = Rig.sharing(clients, clients, Collections.nCopies(instances, cache))) {
            prepare(rig.server().orElseThrow());
            History history = new History(rows);
            Trouble trouble = new Trouble(rig.poolers(), rig.redis().orElseThrow(), new Random(chosen));
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
            List<Thread> threads = start(rig, history, chosen, until);
            interruption.stopWith(() -> threads.forEach(Thread::interrupt));
            while (System.nanoTime() - until < 0 && !interruption.begun()) {
                trouble.park(quietMillis);
                trouble.make(which -> countHits(rig.targets().get(which)));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            rig.targets().forEach(this::countHits);
            System.out.printf(Locale.ROOT, "seed %d, %d s, %d Howdahs, memory %s: %s%n"
                    + "  %d writes, the longest %.0f ms; %d reads, of which %d from memory and %d from Redis%n"
                    + "  %d connections broken, %d reads older than promised%n", chosen, seconds, instances, memory, trouble,
                    history.writes(), history.longestWriteMillis(), history.reads(), memoryHits, redisHits,
                    history.brokenConnections(), history.violations());
            if (history.violations() == 0) {
                return 0;
            }
            history.told().forEach(each -> System.out.println("  " + each));
            trouble.told().forEach(each -> System.out.println("  " + each));
            for (PoolerProcess pooler : rig.poolers()) {
                System.out.println(pooler.log());
            }
            return 1;
        }
    }

    private List<Thread> start(Rig rig, History history, long chosen, long until) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
            threads.add(new Thread(new HistoryWriter(history, place(rig.targets().get(i % instances)), i, writers,
                    new Random(chosen + 1 + i), until), "writer-" + i));
        }
        for (int i = 0; i < readers * instances; i++) {
            int through = i % instances;
            threads.add(new Thread(new HistoryReader(history, place(rig.targets().get(through)), i / instances,
                    "Howdah " + through, new Random(chosen + 1 + writers + i), until), "reader-" + i));
        }
        threads.forEach(thread -> {
            thread.setDaemon(true); // If a process does not start again, the command ends at once.
            thread.start();
        });
        return threads;
    }

    private static Place place(Target target) {
        return new Place("jdbc:postgresql://" + target.host() + ":" + target.port() + "/" + target.database(), target.user());
    }

    private void prepare(Target server) throws SQLException {
        try (Connection connection = DriverManager.getConnection(place(server).url(), server.user(), server.password());
                Statement statement = connection.createStatement()) {
            for (String sql : List.of("DROP SCHEMA IF EXISTS history CASCADE", "CREATE SCHEMA history",
                    "CREATE TABLE history.row (id int PRIMARY KEY, v int)",
                    "INSERT INTO history.row SELECT i, 0 FROM generate_series(0, " + (rows - 1) + ") i",
                    "CREATE VIEW history.shown AS SELECT id, v FROM history.row",
                    "CREATE TABLE history.by_trigger AS SELECT id, v FROM history.row",
                    "CREATE FUNCTION history.pass() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN UPDATE history.row SET v = NEW.v"
                            + " WHERE id = NEW.id AND v < NEW.v; RETURN NULL; END'",
                    "CREATE TRIGGER pass AFTER UPDATE ON history.by_trigger FOR EACH ROW EXECUTE FUNCTION history.pass()")) {
                statement.execute(sql);
            }
        }
    }

    /** A Howdah that is killed forgets what it has counted. */
    private void countHits(Target target) {
        try {
            memoryHits += hits(target, "hits_memory");
            redisHits += hits(target, "hits_redis");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long hits(Target target, String column) throws InterruptedException {
        return PoolerConsole.ask(target, "SHOW CACHE", found -> Optional.of(sum(found, column))).orElse(0L);
    }

    private static long sum(Rows found, String column) {
        int index = found.columns().indexOf(column);
        long sum = 0;
        for (DataRow row : found.rows()) {
            sum += Long.parseLong(row.text(index));
        }
        return sum;
    }
}
