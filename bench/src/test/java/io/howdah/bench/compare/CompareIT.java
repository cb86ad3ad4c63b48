package io.howdah.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.howdah.bench.Main;
import io.howdah.bench.process.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Runs the command once with the contenders that every machine has. The test checks that the comparison works, not its results.
 */
class CompareIT {

    @TempDir
    Path folder;

    private static int run(String... options) {
        return new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true).execute(options);
    }

    private static List<Long> numbers(String json, String name) {
        return figures(json, name).stream().map(Double::longValue).toList();
    }

    private static List<Double> figures(String json, String name) {
        return Pattern.compile("\"" + name + "\": (\\d[\\d.E-]*)").matcher(json).results()
                .map(found -> Double.valueOf(found.group(1))).toList();
    }

    @Test
    void everybodyDoesTheWorkAndItIsWrittenDown() throws IOException {
        Path json = folder.resolve("compare.json");
        Path html = folder.resolve("compare.html");
        int status = run("compare", "--with", "direct,howdah,hikari", "--load", "howdah", "--workloads", "mixed", "--protocols",
                "prepared",
                "--clients", "4", "--pool-size", "2", "--seconds", "3", "--pairs", "1", "--warm-up", "0", "--memory", "5",
                "--json", json.toString(), "--html", html.toString());
        assertThat(status).isZero();
        String written = Files.readString(json).replaceAll("\n *", "");
        assertThat(numbers(written, "lap")).hasSize(3);
        assertThat(numbers(written, "errors")).containsExactly(0L, 0L, 0L);
        // Direct has a connection for each client. The poolers keep to their pool size.
        assertThat(numbers(written, "server_connections")).containsExactly(4L, 2L, 2L);
        assertThat(numbers(written, "tps")).allMatch(tps -> tps > 0);
        assertThat(numbers(written, "idle_bytes")).singleElement()
                .satisfies(bytes -> assertThat(bytes).isGreaterThan(10_000_000));
        assertThat(written).contains("\"base\": \"direct\"", "--pool-size 2", "\"HikariCP\": \"HikariCP ");
        assertThat(Files.readString(html)).contains("\"base\": \"direct\"", "\"workload\": \"mixed\"", "uPlot");
    }

    /** The measured values depend on the machine. But every contender must have a slice in every round on every machine. */
    @Test
    void everybodyHasASliceInEveryRound() throws IOException {
        assumeTrue(Programs.find("pgbench").isPresent(), "pgbench is not installed");
        Path json = folder.resolve("slices.json");
        assertThat(run("compare", "--with", "direct,howdah", "--protocols", "simple", "--clients", "4", "--slice", "100",
                "--rounds", "5",
                "--warm-up", "2", "--json", json.toString())).isZero();
        String written = Files.readString(json);
        assertThat(numbers(written, "lap")).containsExactly(0L, 1L, 2L, 3L, 4L, 0L, 1L, 2L, 3L, 4L);
        assertThat(numbers(written, "errors")).containsOnly(0L);
        List<Double> tps = figures(written, "tps");
        assertThat(tps).hasSize(10);
        List<Integer> worked = IntStream.range(5, 10).filter(slice -> tps.get(slice) > 0).boxed().toList();
        // On a busy machine a slice can end before its first transaction. Then there is nothing to divide, and nothing to compare.
        assertThat(figures(written, "cpu_user_us")).as("of howdah's slices").hasSameSizeAs(worked);
        boolean compared = worked.stream().anyMatch(slice -> tps.get(slice - 5) > 0);
        String figures = written.substring(written.lastIndexOf("\"howdah\": {"));
        assertThat(figures.contains("\"standard_error\": ")).as("slices with %s", tps).isEqualTo(compared);
        assertThat(written).contains("\"one slice\": \"100 ms\"");
    }

    @Test
    void whatMakesNoSenseIsRefusedBeforeAnythingStarts() {
        assertThat(run("compare", "--workloads", "nonsense")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(run("compare", "--with", "nobody")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(run("compare", "--pairs", "0")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(run("compare", "--slice", "5")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(run("compare", "--slice", "--rounds", "1")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(run("compare", "--slice", "--load", "howdah")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(run("compare", "--slice", "--with", "direct,hikari")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(run("guard", "--bound", "0")).isEqualTo(2);
    }
}
