package io.howdah.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class PausableProgramTest {

    /**
     * Prints a line and exits with 3 at SIGALRM. It uses only the shell's built-in commands, so that no child process stays
     * behind.
     */
    private static final String BUSY = "trap 'echo over; exit 3' ALRM; echo begun; while :; do :; done";

    @TempDir
    private Path folder;

    @BeforeEach
    void linux() {
        assumeTrue(Files.exists(Path.of("/proc/self/stat")), "not on Linux");
    }

    private PausableProgram start(String script) throws IOException {
        PausableProgram program = PausableProgram.start(List.of("/bin/sh", "-c", script), folder.resolve("output.txt"));
        while (!program.text().contains("begun")) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        return program;
    }

    private static ThreadTimes times(PausableProgram program) throws IOException {
        return new ProcessFigures(program.pid()).threadTimes();
    }

    private static void awaitState(PausableProgram program, String states) throws IOException {
        Path stat = Path.of("/proc", Long.toString(program.pid()), "stat");
        while (states.indexOf(Files.readString(stat).replaceFirst(".*\\) ", "").charAt(0)) < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    @Test
    void whatIsPausedGetsNoProcessorUntilItGoesOn() throws Exception {
        try (PausableProgram program = start(BUSY)) {
            program.pause();
            awaitState(program, "T");
            ThreadTimes paused = times(program);
            assertThat(times(program).microsSince(paused)).isZero();
            program.resume();
            while (times(program).microsSince(paused) < 20_000) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            }
        }
    }

    @Test
    void itEndsInGoodOrderAlsoWhereItIsPaused() throws Exception {
        try (PausableProgram program = start(BUSY)) {
            program.pause();
            Programs.Ended ended = program.end("ALRM", 30);
            assertThat(ended.status()).isEqualTo(3);
            assertThat(ended.text()).isEqualTo("begun\nover\n");
            assertThat(program.isAlive()).isFalse();
        }
    }

    @Test
    void whatDoesNotHearIsKilled() throws Exception {
        PausableProgram program = start("trap '' ALRM; echo begun; while :; do :; done");
        try (program) {
            assertThatThrownBy(() -> program.end("ALRM", 1)).isInstanceOf(IOException.class).hasMessageContaining("SIGALRM");
            program.pause();
        }
        assertThat(program.isAlive()).isFalse();
    }
}
