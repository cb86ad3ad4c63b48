package io.howdah.bench.load.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;

import com.fasterxml.jackson.jr.ob.JSON;
import io.howdah.bench.load.LoadMoment;
import io.howdah.bench.load.LoadPlan;
import io.howdah.bench.load.LoadResult;
import io.howdah.bench.load.login.Target;
import io.howdah.bench.load.workload.KeySpread;
import io.howdah.bench.load.workload.Workload;
import io.howdah.bench.process.CpuTime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** Tests the reports for people and for programs. */
class ReportsTest {

    private static final Figures NOTHING_KNOWN = new Figures(OptionalDouble.empty(), Optional.empty(), Optional.empty(),
            OptionalLong.empty(), Optional.empty(), OptionalInt.empty(), OptionalInt.empty());
    private static final Figures ALL_KNOWN = new Figures(OptionalDouble.of(1500),
            Optional.of(new WaitPercentiles(1200, 3400, 5600, 7)), Optional.of(new CpuTime(4000, 8000)),
            OptionalLong.of(70 << 20), Optional.of(new CpuTime(1000, 5000)), OptionalInt.of(20), OptionalInt.of(20));

    private final LoadPlan plan = LoadPlan.to(Target.local(1, "d", "u"))
            .withWorkload(new Workload.Mixed(KeySpread.uniform(10), 50))
            .withClients(100).withStatements(3, true).withRate(250);

    @Test
    void aStageInWords() {
        assertThat(TextReport.of(new Stage(plan, result(500, 2), ALL_KNOWN, OptionalLong.of(650)))).isEqualTo("""
                mixed, simple, 3 statements per transaction, pipelined, 100 clients, 250 transactions/s wanted
                  throughput  500 transactions/s, 1500 statements/s, 1000 transactions in 2.0 s
                  latency ms  p50 500.223  p90 900.095  p95 950.271  p99 990.207  p99.9 999.423  max 1000.447
                  logins      50/s, 100 clients
                  errors      40P01: 1, 57P01: 1
                              40P01 deadlock detected
                  overdue     3 transactions had not begun at the end
                  updates     700 acknowledged, 650 in the table: 50 LOST
                  queue wait  1.500 ms in the mean; p50 1.200  p95 3.400  p99 5.600 in the last 7 s
                  pooler      12.00 us of CPU per transaction (user 4.00, system 8.00), 70 MB resident
                  generator   6.00 us of CPU per transaction (user 1.00, system 5.00)
                  servers     at most 20 connections (pool_size 20)
                """);
    }

    @Test
    void howLongItWouldHaveTakenInTurn() throws IOException {
        Histogram inTurn = new Histogram(3);
        inTurn.recordValueWithCount(1000, 98);
        inTurn.recordValueWithCount(2000, 2);
        Stage stage = new Stage(plan.withRate(0), result(500, 0, inTurn), NOTHING_KNOWN, OptionalLong.empty());
        assertThat(TextReport.of(stage)).contains(
                "\n  in turn     p50 1.000  p90 1.000  p95 1.000  p99 2.000  p99.9 2.000  max 2.000, had clients been served strictly in turn\n");
        assertThat(read(stage)).extractingByKey("inTurnMicros", MAP).containsEntry("p50", 1000);
    }

    @Test
    void whatIsNotKnownIsNotMadeUp() throws IOException {
        Stage stage = new Stage(plan.withRate(0), result(500, 0), NOTHING_KNOWN, OptionalLong.empty());
        assertThat(TextReport.of(stage)).contains("closed loop", "errors      none", "queue wait  not known")
                .doesNotContain("in turn", "pooler", "generator", "servers", "updates", "overdue");
        assertThat(read(stage)).containsEntry("queueWaitMeanMicros", null).containsEntry("poolerCpuMicrosPerTransaction", null)
                .containsEntry("poolerResidentBytes", null).containsEntry("mostServerConnections", null)
                .containsEntry("updatesInTable", null).containsEntry("inTurnMicros", null).containsEntry("errors", Map.of());
    }

    @Test
    void aStageForPrograms() throws IOException {
        Map<Object, Object> json = read(new Stage(plan, result(500, 2), ALL_KNOWN, OptionalLong.of(650)));
        assertThat(json).containsEntry("workload", "mixed").containsEntry("wantedPerSecond", 250.0)
                .containsEntry("transactionsPerSecond", 500.0).containsEntry("errors", Map.of("40P01", 1, "57P01", 1))
                .containsEntry("queueWaitMeanMicros", 1500.0).containsEntry("queueWaitP95Micros", 3400)
                .containsEntry("poolerCpuMicrosPerTransaction", Map.of("user", 4.0, "system", 8.0))
                .containsEntry("poolerResidentBytes", 73400320).containsEntry("updatesAcknowledged", 700)
                .containsEntry("updatesInTable", 650).extractingByKey("latencyMicros", MAP).containsEntry("p99.9", 999423);
    }

    private static Map<Object, Object> read(Stage stage) throws IOException {
        List<Object> stages = JSON.std.listFrom(JsonReport.of(List.of(stage)));
        assertThat(stages).hasSize(1);
        return new LinkedHashMap<>((Map<?, ?>) stages.get(0));
    }

    /** The recorded file is older than the library that writes JSON now. */
    @Test
    void theFileHasTheFieldsItHasAlwaysHad() throws IOException {
        String recorded = new String(getClass().getResourceAsStream("stages.json").readAllBytes(), StandardCharsets.UTF_8);
        assertThat(JSON.std.anyFrom(JsonReport.of(everything()))).hasToString(JSON.std.anyFrom(recorded).toString());
    }

    private List<Stage> everything() {
        Histogram inTurn = new Histogram(3);
        inTurn.recordValueWithCount(1000, 98);
        inTurn.recordValueWithCount(2000, 2);
        return List.of(new Stage(plan, result(500, 2, inTurn), ALL_KNOWN, OptionalLong.of(650)),
                new Stage(plan.withRate(0), result(500, 0), NOTHING_KNOWN, OptionalLong.empty()));
    }

    @Test
    void onlyWhatWentWellIsGood() {
        assertThat(new Stage(plan, result(500, 0), ALL_KNOWN, OptionalLong.of(700)).good()).isTrue();
        assertThat(new Stage(plan, result(500, 0), NOTHING_KNOWN, OptionalLong.empty()).good()).isTrue();
        assertThat(new Stage(plan, result(500, 1), ALL_KNOWN, OptionalLong.of(700)).good()).isFalse();
        assertThat(new Stage(plan, result(500, 1), ALL_KNOWN, OptionalLong.of(700)).kept()).isTrue();
        assertThat(new Stage(plan, result(500, 1), ALL_KNOWN, OptionalLong.of(699)).kept()).isFalse();
        assertThat(new Stage(plan, result(500, 0), ALL_KNOWN, OptionalLong.of(699)).good()).isFalse();
        // A lost connection may leave more updates than were acknowledged.
        assertThat(new Stage(plan, result(500, 0), ALL_KNOWN, OptionalLong.of(701)).good()).isTrue();
        Figures tooMany = new Figures(OptionalDouble.empty(), Optional.empty(), Optional.empty(), OptionalLong.empty(),
                Optional.empty(), OptionalInt.of(21), OptionalInt.of(20));
        assertThat(new Stage(plan, result(500, 0), tooMany, OptionalLong.of(700)).good()).isFalse();
    }

    @Test
    void oneLinePerStage() {
        Stage stage = new Stage(plan, result(500, 2), ALL_KNOWN, OptionalLong.empty());
        assertThat(TextReport.table(List.of(stage, stage)).lines()).hasSize(3).last().asString()
                .matches("simple +100 +500 +500\\.22 +900\\.10 +950\\.27 +990\\.21 +999\\.42 +1000\\.45 +2");
    }

    @Test
    void theProgressLineIsRewrittenOnATerminalOnly() {
        LoadMoment moment = new LoadMoment(LoadMoment.Phase.MEASURING, 3.2, 100, 1234.5, 1500, 20_000, 2);
        String line = "  measuring 3 s: 100 clients connected, 1235 transactions/s, p50 1.50 ms, p99 20.00 ms, ";
        assertThat(shown(true, moment, moment))
                .isEqualTo("\r" + line + "2 errors\u001b[K\r" + line + "4 errors\u001b[K\r\u001b[K");
        assertThat(shown(false, moment, moment)).isEmpty();
        assertThat(shown(false, moment, moment, moment, moment, moment, moment))
                .isEqualToNormalizingNewlines(line + "10 errors\n");
    }

    private static String shown(boolean terminal, LoadMoment... moments) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ProgressLine line = new ProgressLine(new PrintStream(bytes, true, StandardCharsets.UTF_8), terminal);
        for (LoadMoment moment : moments) {
            line.show(moment);
        }
        line.clear();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** A result of a thousand transactions of 1 ms, 2 ms and so on. */
    private static LoadResult result(int tps, int errors) {
        return result(tps, errors, new Histogram(3));
    }

    private static LoadResult result(int tps, int errors, Histogram inTurn) {
        Histogram latencies = new Histogram(3_600_000_000L, 3);
        for (int i = 1; i <= 1000; i++) {
            latencies.recordValue(i * 1000L);
        }
        TreeMap<String, Long> states = new TreeMap<>();
        if (errors > 0) {
            states.put("40P01", 1L);
        }
        if (errors > 1) {
            states.put("57P01", 1L);
        }
        return new LoadResult(1000, 3000, states, 1000.0 / tps, latencies, inTurn, 100, 50, 3, 700,
                errors > 0 ? List.of("40P01 deadlock detected") : List.of());
    }
}
