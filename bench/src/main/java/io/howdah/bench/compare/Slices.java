package io.howdah.bench.compare;

import io.howdah.bench.compare.SliceLog.Slice;
import io.howdah.bench.postgres.Folders;
import io.howdah.bench.process.CpuTime;
import io.howdah.bench.process.Parts;
import io.howdah.bench.process.PausableProgram;
import io.howdah.bench.process.PoolerProcess;
import io.howdah.bench.process.Programs;
import io.howdah.bench.process.ThreadTimes;
import io.howdah.bench.report.Measured;
import io.howdah.bench.report.Run;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Has the contenders do the same work in slices. Each contender has a pgbench of its own, and SIGSTOP and SIGCONT give each a
 * slice in turn, in another order each round. So a change of the machine's speed over seconds meets all contenders. A ratio is
 * computed within each round.
 */
final class Slices {

    /** Longer than any run. A signal tells pgbench when its time is over. */
    private static final Duration LONGEST = Duration.ofDays(1);

    /** Load before the measurement, for every contender. Contenders with a JIT compiler have {@link Settings#warmUp} too. */
    private static final Duration TRIAL = Duration.ofSeconds(1);

    /** The time in which pooler and PostgreSQL finish their requests after pgbench has stopped. */
    private static final long SETTLE_MILLIS = 5;

    private static final long END_SECONDS = 60;

    /**
     * @param rounds number of rounds; in each round every contender has one slice
     * @param length length of a slice
     * @param warmUp load before the first round
     */
    record Settings(int rounds, Duration length, Duration warmUp) {
    }

    /** One contender and its load, which runs only in its slices. */
    private static final class Turn {

        private final Contender contender;
        private final PausableProgram pgbench;
        private final Path logs;
        private final Laps.ServerWatch servers;
        private final List<Slice> slices = new ArrayList<>();
        private final List<Double> cpuMicros = new ArrayList<>();
        private final List<Double> residentBytes = new ArrayList<>();
        private @Nullable CpuTime begun;

        Turn(Contender contender, PausableProgram pgbench, Path logs, Laps.ServerWatch servers) {
            this.contender = contender;
            this.pgbench = pgbench;
            this.logs = logs;
            this.servers = servers;
        }

        private Optional<PoolerProcess> pooler() {
            return contender.pooler();
        }
    }

    private final List<Contender> contenders;
    private final Laps.Watches watches;
    private final Settings settings;
    private final Path folder;
    private final Consumer<String> log;

    /**
     * @param folder folder for pgbench's scripts and logs
     * @param log gets a line for each note and each job
     */
    Slices(List<Contender> contenders, Laps.Watches watches, Settings settings, Path folder, Consumer<String> log) {
        this.contenders = List.copyOf(contenders);
        this.watches = watches;
        this.settings = settings;
        this.folder = folder;
        this.log = log;
    }

    Measured measure(Job job) throws IOException, InterruptedException, SQLException {
        List<String> notes = new ArrayList<>();
        List<Turn> turns = new ArrayList<>();
        try (Parts parts = new Parts()) {
            for (Contender contender : contenders) {
                Optional<String> excuse = contender.excuse(job);
                if (excuse.isPresent()) {
                    notes.add(contender.version() + ": " + excuse.get());
                } else {
                    contender.remark(job).ifPresent(notes::add);
                    try {
                        turns.add(start(contender, job, parts));
                    } catch (IOException e) {
                        notes.add(contender.version() + ": left out, for it does not work: " + e.getMessage());
                    }
                }
            }
            rounds(turns);
            List<Run> runs = new ArrayList<>();
            for (Turn turn : turns) {
                runs.addAll(runs(turn));
                long empty = turn.slices.stream().filter(slice -> slice.tps() == 0).count();
                if (empty > 0) {
                    notes.add(turn.contender.version() + ": no transaction ended in " + empty
                            + " of its slices, which are in no ratio.");
                }
            }
            notes.forEach(log);
            log.accept("%s, %d rounds in slices of %d ms".formatted(job, settings.rounds, settings.length.toMillis()));
            return Measured.inSlices(job.scenario(), runs, notes);
        }
    }

    /** Starts a contender's load, warms the contender up and stops the load. */
    private Turn start(Contender contender, Job job, Parts parts) throws IOException, InterruptedException, SQLException {
        Path logs = Files.createTempDirectory(folder, "pgbench-");
        parts.add(() -> Folders.delete(logs));
        Path script = Files.writeString(logs.resolve("script.sql"), job.work().script());
        Laps.ServerWatch servers = parts.add(watches.watch(contender));
        PausableProgram pgbench = parts.add(PausableProgram.start(
                PgbenchGenerator.command(contender, job, LONGEST, script, logs), logs.resolve("output.txt")));
        Duration warmUp = contender.kind().isJava() ? settings.warmUp : Duration.ZERO;
        TimeUnit.NANOSECONDS.sleep(TRIAL.plus(warmUp).toNanos());
        requireAlive(pgbench);
        pgbench.pause();
        return new Turn(contender, pgbench, logs, servers);
    }

    private static void requireAlive(PausableProgram pgbench) throws IOException {
        if (!pgbench.isAlive()) {
            throw new IOException("pgbench has ended: " + pgbench.text().strip());
        }
    }

    private void rounds(List<Turn> turns) throws IOException, InterruptedException {
        for (Turn turn : turns) {
            turn.begun = turn.pooler().isPresent() ? turn.pooler().get().cpuTime() : null;
        }
        List<Turn> order = new ArrayList<>(turns);
        Random random = new Random(settings.rounds);
        for (int round = 0; round < settings.rounds; round++) {
            Collections.shuffle(order, random);
            for (Turn turn : order) {
                slice(turn);
            }
        }
    }

    /** Reads the processor time while pgbench stands still, so that the time covers exactly the slice's transactions. */
    private void slice(Turn turn) throws IOException, InterruptedException {
        requireAlive(turn.pgbench);
        TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
        Optional<PoolerProcess> pooler = turn.pooler();
        ThreadTimes before = pooler.isPresent() ? pooler.get().figures().threadTimes() : null;
        turn.pgbench.resume();
        long begin = micros();
        TimeUnit.NANOSECONDS.sleep(settings.length.toNanos());
        long end = micros();
        turn.pgbench.pause();
        turn.slices.add(new Slice(begin, end, micros()));
        TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
        turn.cpuMicros.add(
                pooler.isPresent() && before != null ? pooler.get().figures().threadTimes().microsSince(before) : Double.NaN);
        turn.residentBytes.add(pooler.isPresent() ? pooler.get().residentBytes() : Double.NaN);
    }

    private static long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    /** A run for each slice, whose lap is the round. The last run has the errors that pgbench reports at its end. */
    private List<Run> runs(Turn turn) throws IOException, InterruptedException {
        double userShare = Double.NaN;
        if (turn.begun != null) {
            CpuTime used = turn.pooler().orElseThrow().cpuTime().since(turn.begun);
            userShare = used.userMicros() / (double) used.totalMicros();
        }
        // SIGALRM tells pgbench that its time is over. pgbench then writes the rest of its log, and its report.
        Programs.Ended ended = turn.pgbench.end("ALRM", END_SECONDS);
        Generator.Sample whole = PgbenchGenerator.sample(ended, Generator.Sample.histogram());
        SliceLog sorted = new SliceLog(turn.slices);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(turn.logs, "log.*")) {
            for (Path file : files) {
                try (BufferedReader lines = Files.newBufferedReader(file)) {
                    sorted.read(lines);
                }
            }
        }
        List<Run> runs = new ArrayList<>();
        for (int round = 0; round < turn.slices.size(); round++) {
            Slice slice = turn.slices.get(round);
            boolean last = round == turn.slices.size() - 1;
            double cpu = slice.transactions() == 0 ? Double.NaN : turn.cpuMicros.get(round) / slice.transactions();
            runs.add(new Run(turn.contender.name(), round, slice.tps(), slice.meanMillis(), slice.millis(50), slice.millis(95),
                    slice.millis(99), Double.NaN, cpu * userShare, cpu * (1 - userShare),
                    turn.residentBytes.get(round), turn.servers.most(), last ? whole.errors() : 0,
                    last ? whole.complaint() : ""));
        }
        return runs;
    }
}
