package io.howdah.bench.compare;

import io.howdah.bench.compare.Contender.Kind;
import io.howdah.bench.compare.Generator.Marks;
import io.howdah.bench.compare.Generator.Sample;
import io.howdah.bench.process.CpuTime;
import io.howdah.bench.process.PoolerProcess;
import io.howdah.bench.report.Measured;
import io.howdah.bench.report.Run;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Has the contenders do the same work in turn. In each lap every contender runs once. Each lap has the opposite order of the lap
 * before it, for the second of two contenders may find a warmer or a busier machine.
 */
final class Laps {

    private static final Duration TRIAL = Duration.ofSeconds(1);

    private static final Marks UNMEASURED = new Marks() {
        @Override
        public void began() {
            // A trial measures nothing.
        }

        @Override
        public void ended() {
            // A trial measures nothing.
        }
    };

    /**
     * @param laps number of laps
     * @param length length of one run
     * @param warmUp load before the first lap of each job, for contenders with a JIT compiler
     */
    record Settings(int laps, Duration length, Duration warmUp) {
    }

    /** Counts PostgreSQL's connections of one contender until {@link #close}. */
    interface ServerWatch extends AutoCloseable {

        /** The highest count so far. */
        int most();

        @Override
        void close() throws SQLException;
    }

    /** Makes a {@link ServerWatch}. */
    @FunctionalInterface
    interface Watches {
        ServerWatch watch(Contender contender) throws SQLException;
    }

    private final List<Contender> contenders;
    private final Watches watches;
    private final Settings settings;
    private final Generator generator;
    private final Generator hikari;
    private final Consumer<String> log;

    /**
     * @param hikari the generator of HikariCP's clients
     * @param log gets a line for each run
     */
    Laps(List<Contender> contenders, Watches watches, Settings settings, Generator generator, Generator hikari,
            Consumer<String> log) {
        this.contenders = List.copyOf(contenders);
        this.watches = watches;
        this.settings = settings;
        this.generator = generator;
        this.hikari = hikari;
        this.log = log;
    }

    Measured measure(Job job) throws InterruptedException, SQLException {
        List<String> notes = new ArrayList<>();
        List<Contender> here = new ArrayList<>();
        for (Contender contender : contenders) {
            Optional<String> excuse = contender.excuse(job).or(() -> failure(contender, job));
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (excuse.isPresent()) {
                notes.add(contender.version() + ": " + excuse.get());
                log.accept(notes.get(notes.size() - 1));
            } else {
                here.add(contender);
                contender.remark(job).ifPresent(notes::add);
            }
        }
        List<Run> runs = new ArrayList<>();
        for (int lap = 0; lap < settings.laps; lap++) {
            for (Contender contender : here) {
                runs.add(run(contender, job, lap));
            }
            Collections.reverse(here);
        }
        return new Measured(job.scenario(), runs, notes);
    }

    /**
     * Tries the contender and warms its JIT compiler up. The warm-up's runs are as long as the measured runs, so that clients
     * have come and gone before.
     *
     * @return why the contender does not work
     */
    private Optional<String> failure(Contender contender, Job job) {
        Duration left = contender.kind().isJava() ? settings.warmUp : Duration.ZERO;
        try {
            generator(contender.kind()).run(contender, job, TRIAL, UNMEASURED);
            while (left.compareTo(TRIAL) >= 0) {
                Duration next = left.compareTo(settings.length) < 0 ? left : settings.length;
                generator(contender.kind()).run(contender, job, next, UNMEASURED);
                left = left.minus(next);
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("left out, for it does not work: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private Generator generator(Kind kind) {
        return kind == Kind.HIKARI ? hikari : generator;
    }

    private Run run(Contender contender, Job job, int lap) throws InterruptedException, SQLException {
        Usage usage = new Usage(contender.pooler());
        Run run;
        try (ServerWatch servers = watches.watch(contender)) {
            try {
                Sample sample = generator(contender.kind()).run(contender, job, settings.length, usage);
                run = run(contender, lap, sample, usage, servers.most());
            } catch (IOException e) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                run = Run.failed(contender.name(), lap, String.valueOf(e.getMessage()));
            }
        }
        log.accept("%s, lap %d of %d, %-9s %,9.0f transactions/s%s%s".formatted(job, lap + 1, settings.laps, contender.name(),
                run.tps(), Double.isFinite(run.cpuMicros()) ? ", %6.1f µs CPU each".formatted(run.cpuMicros()) : "",
                run.errors() > 0 ? ", " + run.errors() + " errors: " + run.complaint() : ""));
        return run;
    }

    private static Run run(Contender contender, int lap, Sample sample, Usage usage, int servers) {
        Histogram micros = sample.micros();
        return new Run(contender.name(), lap, sample.tps(), micros.getMean() / 1e3, micros.getValueAtPercentile(50) / 1e3,
                micros.getValueAtPercentile(95) / 1e3, micros.getValueAtPercentile(99) / 1e3,
                sample.inTurn().getTotalCount() > 0 ? sample.inTurn().getValueAtPercentile(99) / 1e3 : Double.NaN,
                usage.userMicros / sample.transactions(), usage.systemMicros / sample.transactions(), usage.residentBytes,
                servers, sample.errors(), sample.complaint());
    }

    /** The processor time and memory of a pooler's process during the measured time; NaN without a pooler. */
    private static final class Usage implements Marks {

        private final Optional<PoolerProcess> pooler;
        private @Nullable CpuTime before;
        private double userMicros = Double.NaN;
        private double systemMicros = Double.NaN;
        private double residentBytes = Double.NaN;

        Usage(Optional<PoolerProcess> pooler) {
            this.pooler = pooler;
        }

        @Override
        public void began() throws IOException {
            if (pooler.isPresent()) {
                before = pooler.get().cpuTime();
            }
        }

        @Override
        public void ended() throws IOException {
            if (pooler.isPresent() && before != null) {
                CpuTime used = pooler.get().cpuTime().since(before);
                userMicros = used.userMicros();
                systemMicros = used.systemMicros();
                residentBytes = pooler.get().residentBytes();
            }
        }
    }
}
