package io.howdah.bench.load.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.howdah.bench.process.Programs;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A command that a signal ends early shows its results and stops the processes that it started. */
@Timeout(120)
class InterruptionIT {

    @Test
    void endsInGoodOrder() throws Exception {
        assumeTrue(Programs.find("kill").isPresent(), "kill sends the signal");
        List<String> line = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        // The launcher's flags, without which newer JVMs print warnings.
        if (Runtime.version().feature() >= 22) {
            line.add("--enable-native-access=ALL-UNNAMED");
        }
        if (Runtime.version().feature() >= 23) {
            line.add("--sun-misc-unsafe-memory-access=allow");
        }
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.howdah.bench.Main", "load", "--clients", "5",
                "--workload", "own",
                "--warm-up", "0", "--duration", "100"));
        Process command = new ProcessBuilder(line).redirectErrorStream(true).start();
        try (BufferedReader output = command.inputReader()) {
            // Without a terminal, the command shows every fifth moment.
            String first = output.readLine();
            assertThat(first).contains("measuring", "5 clients connected", "0 errors");
            List<ProcessHandle> started = command.descendants().toList();
            assertThat(started).isNotEmpty();
            Programs.run(10, List.of("kill", "-TERM", Long.toString(command.pid())));
            assertThat(output.lines().collect(Collectors.joining("\n"))).contains("own, simple, 5 clients", "errors      none",
                    "servers     at most 5 connections").doesNotContain("Exception");
            assertThat(command.waitFor(60, TimeUnit.SECONDS)).isTrue();
            for (ProcessHandle process : started) {
                process.onExit().get(30, TimeUnit.SECONDS);
            }
        } finally {
            command.destroyForcibly();
        }
    }
}
