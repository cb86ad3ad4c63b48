package io.howdah.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.fixtures.Frame;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.FakePostgres;
import io.howdah.proxy.testing.MainProcess;
import io.howdah.proxy.testing.Replies;
import io.howdah.proxy.testing.TestConfig;
import io.howdah.proxy.testing.TestPooler;
import io.howdah.proxy.testing.WholePooler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Statements without end, in a process with the launcher's heap. */
@WholePooler
@Timeout(120)
class PreparedMemoryProcessTest {

    /** The launcher's flags about memory. */
    private static final String FLAGS = "-Xms48m -Xmx512m -Xmn6m -XX:+ExitOnOutOfMemoryError";

    private static final int MEGABYTE = 1 << 20;

    @TempDir
    private Path folder;

    @Test
    @DisplayName("700 statements of 1 MB each end the client that prepares them, with 54000, and neither the process nor others")
    void manyLongStatements() throws Exception {
        try (FakePostgres server = FakePostgres.start()) {
            Path file = Files.writeString(folder.resolve("howdah.yaml"), TestConfig
                    .withDefaults(String.join("\n", TestPooler.withDatabase(server)), TestConfig.defaults()));
            try (MainProcess howdah = MainProcess.start(folder, List.of(), Map.of("JAVA_TOOL_OPTIONS", FLAGS),
                    file.toString()); ScriptedClient other = ScriptedClient.connect(howdah.port())) {
                other.login("u", "db");
                for (int round = 0; round < 2; round++) {
                    try (ScriptedClient greedy = ScriptedClient.connect(howdah.port())) {
                        greedy.login("u", "db");
                        assertThat(refusal(greedy)).isEqualTo("54000");
                    }
                    String words = "pooler error: prepared statements of this client would take";
                    int ended = round + 1;
                    Await.until(ended + " refusals in the log", () -> howdah.log(), () -> howdah.logged(words) == ended);
                    assertThat(Replies.types(other.query("select 1"))).isEqualTo("T D C Z");
                }
                assertThat(howdah.isAlive()).isTrue();
            }
        }
    }

    /** The error that ends a client that prepares, and prepares. A TCP reset may overtake the error while the client sends. */
    private static String refusal(ScriptedClient client) throws Exception {
        String text = "x".repeat(MEGABYTE);
        for (int i = 0; i < 700; i++) {
            try {
                client.send(Frames.parse("s" + i, "SELECT " + i + " /* " + text + " */"), Frames.sync());
                for (Frame frame = client.read(); frame.type() != 'Z'; frame = client.read()) {
                    if (frame.type() == 'E') {
                        ErrorResponse error = ErrorResponse.read(frame.buffer());
                        assertThat(error.hint()).contains("max_client_prepared_memory");
                        return error.sqlState();
                    }
                }
            } catch (IOException reset) {
                return "end";
            }
        }
        throw new AssertionError("700 MB were taken");
    }
}
