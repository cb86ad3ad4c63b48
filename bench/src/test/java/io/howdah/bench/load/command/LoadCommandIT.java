package io.howdah.bench.load.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Runs the whole command, with a PostgreSQL and a pooler of its own. */
@Timeout(120)
class LoadCommandIT {

    @TempDir
    private Path folder;

    @Test
    void startsMeasuresAndStops() throws Exception {
        Path json = folder.resolve("load.json");
        int status = execute("--workload", "mixed", "--rows", "1000", "--stages", "5,10", "--protocol", "simple,prepared",
                "--pool-size", "3",
                "--warm-up", "0.1", "--duration", "0.3", "--json", json.toString(), "--drop");
        assertThat(status).isZero();
        String text = Files.readString(json);
        assertThat(text)
                .containsOnlyOnce("\"protocol\": \"simple\",\n    \"statementsPerTransaction\": 1,\n    \"pipelined\": false,\n"
                        + "    \"connectingEachTime\": false,\n    \"clients\": 10,");
        assertThat(text.split("\"transactionsPerSecond\"")).hasSize(5);
        assertThat(text).contains("\"errors\": {}", "\"mostServerConnections\": 3", "\"poolerResidentBytes\": ");
        assertThat(ProcessHandle.current().children()
                .filter(child -> child.info().commandLine().orElse("").contains("io.howdah.proxy.Main")))
                .isEmpty();
    }

    @Test
    void refusesWhatCannotBe() {
        assertThat(execute("--clients", "20001")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(execute("--clients", "0")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(execute("--tls")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(execute("--protocol", "complicated")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(execute("--workload", "mixed", "--read-share", "101")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(execute("--skew", "-1")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(execute("--duration", "0")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(execute("--statements", "0")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(execute("--rate", "-1")).isEqualTo(CommandLine.ExitCode.USAGE);
    }

    @Test
    void failsWhereNobodyAnswers() {
        assertThat(execute("--target", "postgresql://u@127.0.0.1:1/d", "--workload", "select1", "--duration", "1")).isEqualTo(1);
    }

    private static int execute(String... arguments) {
        return new CommandLine(new LoadCommand()).setCaseInsensitiveEnumValuesAllowed(true).execute(arguments);
    }
}
