package io.howdah.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.bench.compare.Contender.Kind;
import io.howdah.bench.compare.Generator.Sample;
import io.howdah.bench.load.wire.QueryProtocol;
import io.howdah.bench.report.Figure;
import io.howdah.bench.report.Measured;
import io.howdah.bench.report.Run;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class LapsTest {

    private static final Contender OLD_PGBOUNCER = new Contender(Kind.PGBOUNCER, 1, Optional.empty(), "PgBouncer 1.18.0", false,
            100);
    private static final Contender HOWDAH = new Contender(Kind.HOWDAH, 2, Optional.empty(), "Howdah 1", true, 100);
    private static final Contender DIRECT = new Contender(Kind.DIRECT, 3, Optional.empty(), "PostgreSQL", true, 10);
    private static final Contender HIKARI = new Contender(Kind.HIKARI, 4, Optional.empty(), "HikariCP 6", true, 10);

    private final List<String> ran = new ArrayList<>();
    private final List<String> told = new ArrayList<>();

    private Laps laps(int count, Generator generator, Contender... contenders) {
        Laps.Watches watches = contender -> new Laps.ServerWatch() {
            @Override
            public int most() {
                return 7;
            }

            @Override
            public void close() {
                ran.add("/" + contender.name());
            }
        };
        return new Laps(List.of(contenders), watches, new Laps.Settings(count, Duration.ofSeconds(5), Duration.ofSeconds(9)),
                generator, generator, told::add);
    }

    private Sample sample(Contender contender, Job job, Duration length, Generator.Marks marks) throws IOException {
        ran.add(contender.name() + ":" + length.toSeconds() + ":" + contender.spoken(job.protocol()));
        marks.began();
        marks.ended();
        Histogram micros = Sample.histogram();
        micros.recordValue(1000);
        Histogram inTurn = Sample.histogram();
        inTurn.recordValue(500);
        return new Sample(100, 20 * contender.port(), micros, inTurn, 0, "");
    }

    private static Job job(String work, QueryProtocol protocol, int clients) {
        return new Job(Work.parse(work), protocol, clients);
    }

    @Test
    void theOrderTurnsFromLapToLap() throws Exception {
        Measured measured = laps(3, this::sample, OLD_PGBOUNCER, HOWDAH, DIRECT).measure(job("select", QueryProtocol.SIMPLE, 4));
        assertThat(ran).containsExactly("pgbouncer:1:simple", "howdah:1:simple", "howdah:5:simple", "howdah:4:simple",
                "direct:1:simple",
                "pgbouncer:5:simple", "/pgbouncer", "howdah:5:simple", "/howdah", "direct:5:simple", "/direct",
                "direct:5:simple", "/direct", "howdah:5:simple", "/howdah", "pgbouncer:5:simple", "/pgbouncer",
                "pgbouncer:5:simple", "/pgbouncer", "howdah:5:simple", "/howdah", "direct:5:simple", "/direct");
        assertThat(measured.runs()).extracting(Run::lap).containsExactly(0, 0, 0, 1, 1, 1, 2, 2, 2);
        assertThat(measured.runs("howdah")).allSatisfy(run -> {
            assertThat(run.tps()).isEqualTo(40);
            assertThat(run.serverConnections()).isEqualTo(7);
            assertThat(run.p99Millis()).isBetween(0.99, 1.01);
            assertThat(run.p99InTurnMillis()).isBetween(0.49, 0.51);
            assertThat(run.cpuMicros()).isNaN();
        });
        assertThat(measured.ratio(Figure.THROUGHPUT, "howdah", "pgbouncer").median()).isEqualTo(2);
        assertThat(told).hasSize(9);
    }

    @Test
    void whoCannotDoItWithNamedStatementsDoesItWithout() throws Exception {
        Measured measured = laps(1, this::sample, OLD_PGBOUNCER, HOWDAH).measure(job("select", QueryProtocol.PREPARED, 4));
        assertThat(ran).contains("pgbouncer:5:extended", "howdah:5:prepared");
        assertThat(measured.notes()).singleElement().asString().startsWith("PgBouncer 1.18.0 has no named statements");
        assertThat(measured.scenario().protocol()).isEqualTo("prepared");
    }

    @Test
    void whoCannotDoItIsLeftOut() throws Exception {
        Measured many = laps(1, this::sample, HOWDAH, DIRECT).measure(job("select", QueryProtocol.SIMPLE, 11));
        assertThat(many.notes()).containsExactly("PostgreSQL: left out with 11 clients (at most 10 here)");
        assertThat(many.runs("direct")).isEmpty();
        Measured connect = laps(1, this::sample, HOWDAH, HIKARI).measure(job("connect", QueryProtocol.SIMPLE, 4));
        assertThat(connect.notes()).singleElement().asString().startsWith("HikariCP 6: left out");
        Measured broken = laps(1, (contender, job, length, marks) -> {
            if (contender == DIRECT) {
                throw new IOException("refused");
            }
            return sample(contender, job, length, marks);
        }, HOWDAH, DIRECT).measure(job("select", QueryProtocol.SIMPLE, 4));
        assertThat(broken.notes()).containsExactly("PostgreSQL: left out, for it does not work: refused");
        assertThat(broken.runs("howdah")).hasSize(1);
    }

    @Test
    void aRunThatFailsIsToldAndTheOthersGoOn() throws Exception {
        Measured measured = laps(2, (contender, job, length, marks) -> {
            if (contender == HOWDAH && ran.contains("/howdah")) {
                throw new IOException("it ended");
            }
            return sample(contender, job, length, marks);
        }, OLD_PGBOUNCER, HOWDAH).measure(job("select", QueryProtocol.SIMPLE, 4));
        assertThat(measured.runs("howdah")).extracting(Run::complaint).containsExactly("", "it ended");
        assertThat(measured.runs("howdah")).extracting(Run::errors).containsExactly(0L, 1L);
        assertThat(measured.runs("pgbouncer")).hasSize(2);
    }

    @Test
    void anInterruptionEndsIt() {
        Laps trial = laps(2, (contender, job, length, marks) -> {
            throw new InterruptedException();
        }, HOWDAH);
        assertThatThrownBy(() -> trial.measure(job("select", QueryProtocol.SIMPLE, 4))).isInstanceOf(InterruptedException.class);
        // The JDK's file channels turn the interruption into an IOException and leave the thread's interrupted flag set.
        Laps run = laps(2, (contender, job, length, marks) -> {
            if (length.toSeconds() == 5) {
                Thread.currentThread().interrupt();
                throw new IOException("closed by interrupt");
            }
            return sample(contender, job, length, marks);
        }, HOWDAH);
        assertThatThrownBy(() -> run.measure(job("select", QueryProtocol.SIMPLE, 4))).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }
}
