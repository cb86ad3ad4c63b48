package io.howdah.bench.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

@Timeout(120)
class JmhCommandTest {

    @BeforeAll
    static void besideOthers() {
        // JMH has one lock file for the whole machine. This test times nothing, so it may run beside another JMH.
        System.setProperty("jmh.ignoreLock", "true");
    }

    /**
     * Runs each benchmark once and for the shortest time, in this JVM.
     *
     * @return the exit code
     */
    private static int run(String... arguments) {
        String[] shortest = {"--", "-f", "0", "-wi", "0", "-i", "1", "-r", "1ms", "-v", "SILENT"};
        return new CommandLine(new JmhCommand())
                .execute(Stream.of(shortest, arguments).flatMap(Stream::of).toArray(String[]::new));
    }

    @Test
    @DisplayName("every benchmark gets through its preparations and its operation, for they build parts of the pooler by hand")
    void allRun() {
        assertThat(run()).isZero();
    }

    @Test
    @DisplayName("one benchmark that fails beside one that does not makes the command fail")
    void oneFails() {
        assertThat(run("-p", "bodyLength=16", "Classifier|FrameScanner")).isZero();
        assertThat(run("-p", "bodyLength=-1", "Classifier|FrameScanner")).isOne();
        assertThat(run("-p", "bodyLength=-1", "-foe", "false", "Classifier|FrameScanner")).as("asked not to").isZero();
    }
}
