package io.howdah.bench.compare;

import io.howdah.bench.compare.Contender.Kind;
import io.howdah.bench.load.wire.QueryProtocol;
import io.howdah.bench.process.Interruption;
import io.howdah.bench.report.Comparison;
import io.howdah.bench.report.ComparisonHtml;
import io.howdah.bench.report.ComparisonJson;
import io.howdah.bench.report.ComparisonText;
import io.howdah.bench.report.Header;
import io.howdah.bench.report.Measured;
import io.howdah.bench.report.MemoryPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.DriverInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Has several contenders do the same work in turn, so that the machine's other work meets all of them alike. Compares lap by lap:
 * the ratio of two consecutive runs says more than the ratio of two averages.
 */
@Command(name = "compare", mixinStandardHelpOptions = true, sortOptions = false,
        description = "PgBouncer, Howdah, PostgreSQL itself and HikariCP side by side, turn by turn, before a PostgreSQL started for it.")
public final class CompareCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--with", split = ",", paramLabel = "NAME", defaultValue = "pgbouncer,howdah",
            description = "direct, pgbouncer, howdah, hikari: who takes part. By the first the others are divided. "
                    + "${DEFAULT-VALUE} by default.")
    private List<Kind> kinds;

    @Option(names = "--workloads", split = ",", paramLabel = "NAME", defaultValue = "select",
            description = "select: one row by its key, as pgbench -S; select1: SELECT 1; mixed: of ten transactions one is an UPDATE; "
                    + "bytes:1MB: a result of that size; connect: select over a new connection each time. ${DEFAULT-VALUE} by default.")
    private List<String> workloads;

    @Option(names = "--protocols", split = ",", paramLabel = "NAME", defaultValue = "simple,extended,prepared",
            description = "${DEFAULT-VALUE} by default; a PgBouncer before 1.21 does extended where the others do prepared.")
    private List<QueryProtocol> protocols;

    @Option(names = "--clients", split = ",", paramLabel = "CLIENTS", defaultValue = "16,64",
            description = "${DEFAULT-VALUE} by default.")
    private List<Integer> clients;

    @Option(names = "--seconds", paramLabel = "SECONDS", defaultValue = "5",
            description = "Length of one run; ${DEFAULT-VALUE} by default.")
    private int seconds;

    @Option(names = "--pairs", paramLabel = "PAIRS", defaultValue = "5",
            description = "Laps, in each of which everybody runs once; ${DEFAULT-VALUE} by default.")
    private int pairs;

    @Option(names = "--slice", arity = "0..1", paramLabel = "MILLIS", fallbackValue = "250",
            description = "Instead of laps: a pgbench for each contender, which signals stop and continue, so that each has so many "
                    + "milliseconds in turn (${FALLBACK-VALUE} where none are named), in another order each round. A ratio has its "
                    + "standard error, which 60 rounds bring to about 0.01.")
    private @Nullable Integer slice;

    @Option(names = "--rounds", paramLabel = "ROUNDS", defaultValue = "60",
            description = "With --slice: in each round everybody has one slice; ${DEFAULT-VALUE} by default.")
    private int rounds;

    @Option(names = "--warm-up", paramLabel = "SECONDS", defaultValue = "10",
            description = "Load before the first lap of each workload, for the "
                    + "compilers of Howdah and HikariCP; ${DEFAULT-VALUE} by default.")
    private int warmUp;

    @Option(names = "--pool-size", paramLabel = "CONNECTIONS", defaultValue = "20",
            description = "Server connections each; ${DEFAULT-VALUE} by default.")
    private int poolSize;

    @Option(names = "--event-loops", paramLabel = "LOOPS", defaultValue = "1",
            description = "Of Howdah; PgBouncer has one. ${DEFAULT-VALUE} by default.")
    private int eventLoops;

    @Option(names = "--load", paramLabel = "NAME",
            description = "pgbench or howdah, the generator; pgbench by default where it is installed.")
    private Generators load;

    @Option(names = "--memory", split = ",", paramLabel = "CLIENTS",
            description = "Resident memory with so many clients, idle and after a burst from all: 0,1000,5000,10000.")
    private List<Integer> memory = List.of();

    @Option(names = "--json", paramLabel = "FILE", description = "All runs and what they come to.")
    private @Nullable Path json;

    @Option(names = "--html", paramLabel = "FILE", description = "A page with plots and tables that needs nothing beside itself.")
    private @Nullable Path html;

    private final List<Measured> measured = new ArrayList<>();
    private final List<MemoryPoint> points = new ArrayList<>();

    @Override
    public Integer call() throws IOException, SQLException {
        List<Job> jobs = jobs();
        Optional<String> missing = Rig.missing(kinds);
        if (missing.isPresent()) {
            System.err.println("howdah bench compare: " + missing.get());
            return 1;
        }
        // Ctrl-C ends the comparison early and in good order, with a report of the results so far.
        try (Interruption interruption = Interruption.watch()) {
            interruption.stopWith(Thread.currentThread()::interrupt);
            int most = Stream.concat(clients.stream(), memory.stream()).mapToInt(Integer::intValue).max().orElse(1);
            try (Rig rig = Rig.start(new Rig.Settings(kinds, poolSize, most, eventLoops))) {
                Header header = header(rig);
                load.initialise(rig);
                Measure measure = slice == null ? laps(rig) : slices(rig, slice);
                for (Job job : jobs) {
                    measured.add(measure.measure(job));
                    write(header);
                    System.out.println(ComparisonText.of(measured.get(measured.size() - 1), names()));
                }
                sweep(rig, header);
            }
            return 0;
        } catch (InterruptedException stopped) {
            System.err.println("howdah bench compare: stopped");
            return 1;
        }
    }

    /** How the contenders take turns: in laps or in slices. */
    private interface Measure {
        Measured measure(Job job) throws IOException, InterruptedException, SQLException;
    }

    private Measure laps(Rig rig) {
        Laps.Settings settings = new Laps.Settings(pairs, Duration.ofSeconds(seconds), Duration.ofSeconds(warmUp));
        return new Laps(rig.contenders(), rig::watch, settings, load.open(rig), load.hikari(poolSize),
                System.out::println)::measure;
    }

    private Measure slices(Rig rig, int millis) {
        Slices.Settings settings = new Slices.Settings(rounds, Duration.ofMillis(millis), Duration.ofSeconds(warmUp));
        return new Slices(rig.contenders(), rig::watch, settings, rig.folder(), System.out::println)::measure;
    }

    private List<Job> jobs() {
        kinds = new ArrayList<>(new LinkedHashSet<>(kinds));
        load = load == null ? Generators.installed() : load;
        require(load.isInstalled(), "--load pgbench: pgbench is not installed");
        if (slice != null) {
            require(slice >= 20 && slice <= 60_000, "--slice: " + slice + " ms (expected: 20 to 60000)");
            require(rounds >= 2, "--rounds: " + rounds + " (expected: 2 or more)");
            require(load == Generators.PGBENCH, "--slice: only pgbench can be stopped and continued");
            require(!kinds.contains(Kind.HIKARI),
                    "--slice: hikari's clients are threads of this JVM, which no signal stops alone");
        }
        require(seconds >= 1, "--seconds: " + seconds + " (expected: 1 or more)");
        require(pairs >= 1, "--pairs: " + pairs + " (expected: 1 or more)");
        require(warmUp >= 0, "--warm-up: " + warmUp + " (expected: 0 or more)");
        require(poolSize >= 1 && poolSize <= 1000, "--pool-size: " + poolSize + " (expected: 1 to 1000)");
        require(eventLoops >= 1, "--event-loops: " + eventLoops + " (expected: 1 or more)");
        clients.forEach(count -> require(count >= 1 && count <= 20_000, "--clients: " + count + " (expected: 1 to 20000)"));
        memory.forEach(count -> require(count >= 0 && count <= 20_000, "--memory: " + count + " (expected: 0 to 20000)"));
        List<Job> jobs = new ArrayList<>();
        for (String name : workloads) {
            for (QueryProtocol protocol : protocols) {
                clients.forEach(count -> jobs.add(new Job(work(name), protocol, count)));
            }
        }
        return jobs;
    }

    private Work work(String name) {
        try {
            return Work.parse(name);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    private void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), otherwise);
        }
    }

    private void sweep(Rig rig, Header header) throws IOException, InterruptedException {
        MemorySweep sweep = new MemorySweep(rig, load.query());
        List<Integer> counts = new ArrayList<>(memory);
        Collections.sort(counts);
        for (int count : counts) {
            for (Kind kind : kinds) {
                if (kind.hasProcess()) {
                    MemoryPoint point = sweep.measure(kind, count);
                    points.add(point);
                    System.out.printf("%,d clients, %-9s %,4.0f MB idle, %,4.0f MB after a burst from all%n", count,
                            point.contender(), point.idleBytes() / 1e6, point.burstBytes() / 1e6);
                    write(header);
                }
            }
        }
    }

    // ---- the reports

    private Header header(Rig rig) throws IOException, SQLException {
        Map<String, String> versions = new LinkedHashMap<>();
        for (Contender contender : rig.contenders()) {
            if (contender.kind() != Kind.DIRECT) {
                versions.put(contender.version().split(" ", 0)[0], contender.version());
            }
        }
        versions.put("PostgreSQL", "PostgreSQL " + rig.postgresVersion());
        versions.put("Java", Versions.java());
        if (kinds.contains(Kind.HIKARI)) {
            versions.put("pgjdbc", "pgjdbc " + DriverInfo.DRIVER_VERSION);
        }
        versions.put("Generator", load.version());
        Map<String, String> settings = new LinkedHashMap<>();
        if (slice == null) {
            settings.put("laps", Integer.toString(pairs));
            settings.put("one run", seconds + " s");
            settings.put("CPU", load.span());
        } else {
            settings.put("rounds", Integer.toString(rounds));
            settings.put("one slice", slice + " ms");
            settings.put("CPU", "of the slice’s transactions, as the scheduler counts it");
        }
        settings.put("pool size", poolSize + " server connections each");
        settings.put("event loops", eventLoops + " of Howdah’s");
        settings.put("warm-up", warmUp + " s for Howdah and HikariCP");
        Header header = new Header(Instant.now(), commandLine(), Machine.facts(), versions, settings);
        System.out.println(String.join(", ", versions.values()));
        System.out.println(String.join(", ", header.machine().values()));
        return header;
    }

    private String commandLine() {
        List<String> words = new ArrayList<>();
        Optional.ofNullable(System.getenv("JAVA_OPTS")).filter(options -> !options.isBlank())
                .ifPresent(options -> words.add("JAVA_OPTS=" + quoted(options)));
        words.add("./howdah bench");
        spec.commandLine().getParseResult().originalArgs().forEach(word -> words.add(quoted(word)));
        return String.join(" ", words);
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./,:=@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private List<String> names() {
        return kinds.stream().map(Kind::toString).toList();
    }

    /** Writes the reports after each step, so that an interrupted comparison leaves its results. */
    private void write(Header header) throws IOException {
        Comparison comparison = new Comparison(header, names(), measured, points);
        if (json != null) {
            Files.writeString(json, ComparisonJson.of(comparison));
        }
        if (html != null) {
            Files.writeString(html, ComparisonHtml.of(comparison));
        }
    }
}
