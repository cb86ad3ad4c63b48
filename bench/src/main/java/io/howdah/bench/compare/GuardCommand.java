package io.howdah.bench.compare;

import io.howdah.bench.compare.Contender.Kind;
import io.howdah.bench.load.wire.QueryProtocol;
import io.howdah.bench.process.Interruption;
import io.howdah.bench.report.Figure;
import io.howdah.bench.report.Measured;
import io.howdah.bench.report.Spread;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Compares the processor time per transaction with PgBouncer's, in less than a minute: this value shows first that the hot path
 * has become more expensive. The ratio of two consecutive runs depends little on the machine.
 */
@Command(name = "guard", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Howdah's CPU per transaction beside PgBouncer's, in less than a minute.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:the ratio is within the bound", "1:it is over the bound", "2:it could not be measured"})
public final class GuardCommand implements Callable<Integer> {

    private static final int OVER = 1;
    private static final int NOT_MEASURED = 2;

    /** Few enough that PgBouncer needs no queue, enough that both poolers always have work. */
    private static final int CLIENTS = 16;
    private static final int POOL_SIZE = 20;

    /** On cores shared with the load, the JIT compiler needs about so long until a transaction's cost is stable. */
    private static final Duration WARM_UP = Duration.ofSeconds(12);

    @Option(names = "--bound", defaultValue = "1.15", description = "The largest ratio that passes; ${DEFAULT-VALUE} by default.")
    private double bound;

    @Option(names = "--protocol", defaultValue = "simple",
            description = "simple, extended or prepared (PgBouncer before 1.21: extended); "
                    + "${DEFAULT-VALUE} by default.")
    private QueryProtocol protocol;

    @Option(names = "--pairs", defaultValue = "6", description = "Runs of each; ${DEFAULT-VALUE} by default.")
    private int pairs;

    @Option(names = "--seconds", defaultValue = "2", description = "Length of one run; ${DEFAULT-VALUE} by default.")
    private int seconds;

    @Override
    public Integer call() {
        if (!(bound > 0) || pairs < 1 || seconds < 1) {
            return notMeasured("--bound, --pairs and --seconds must be more than 0");
        }
        List<Kind> kinds = List.of(Kind.PGBOUNCER, Kind.HOWDAH);
        Optional<String> missing = Rig.missing(kinds);
        if (missing.isPresent()) {
            return notMeasured(missing.get());
        }
        try (Interruption interruption = Interruption.watch()) {
            interruption.stopWith(Thread.currentThread()::interrupt);
            Generators load = Generators.installed();
            try (Rig rig = Rig.start(new Rig.Settings(kinds, POOL_SIZE, CLIENTS, 1))) {
                load.initialise(rig);
                Laps.Settings settings = new Laps.Settings(pairs, Duration.ofSeconds(seconds), WARM_UP);
                Laps laps = new Laps(rig.contenders(), rig::watch, settings, load.open(rig), load.hikari(POOL_SIZE),
                        System.out::println);
                return judge(laps.measure(new Job(Work.parse("select"), protocol, CLIENTS)));
            }
        } catch (IOException | SQLException e) {
            return notMeasured(e.getMessage());
        } catch (InterruptedException stopped) {
            return notMeasured("stopped");
        }
    }

    private int judge(Measured measured) {
        Spread ratio = measured.ratio(Figure.CPU, Kind.HOWDAH.toString(), Kind.PGBOUNCER.toString());
        if (ratio.isEmpty()) {
            return notMeasured("no pair of runs succeeded");
        }
        measured.notes().forEach(System.out::println);
        boolean within = ratio.median() <= bound;
        System.out.printf("CPU per transaction, µs: howdah %s, pgbouncer %s%n", cpu(measured, Kind.HOWDAH),
                cpu(measured, Kind.PGBOUNCER));
        System.out.printf(Locale.ROOT, "ratio %.3f, the inner half of %d pairs from %.3f to %.3f; %s the bound of %s%n",
                ratio.median(), ratio.count(), ratio.low(), ratio.high(), within ? "within" : "OVER", bound);
        return within ? 0 : OVER;
    }

    private static String cpu(Measured measured, Kind kind) {
        return Figure.CPU.text(measured.spread(Figure.CPU, kind.toString()));
    }

    private static int notMeasured(@Nullable String reason) {
        System.err.println("howdah bench guard: not measured: " + reason);
        return NOT_MEASURED;
    }
}
