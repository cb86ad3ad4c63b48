package io.howdah.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrphanGuardTest {

    private static final long LONGEST_SECONDS = 30;

    /** A JVM that starts a child, guards the child, prints the child's number and waits. */
    static final class Parent {

        private Parent() {
        }

        public static void main(String[] arguments) throws Exception {
            Process child = new ProcessBuilder("sleep", "600").start();
            try (OrphanGuard guard = OrphanGuard.watch(child)) {
                System.out.println(child.pid());
                System.in.read();
            }
        }
    }

    private static Process parent() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/stat")), "not on Linux");
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), Parent.class.getName()).redirectErrorStream(true).start();
    }

    private static ProcessHandle child(Process parent) throws Exception {
        BufferedReader output = parent.inputReader();
        return ProcessHandle.of(Long.parseLong(output.readLine())).orElseThrow();
    }

    @ParameterizedTest(name = "stopped: {0}")
    @ValueSource(booleans = {false, true})
    void aChildEndsWithAParentThatWasKilled(boolean stopped) throws Exception {
        Process parent = parent();
        ProcessHandle child = child(parent);
        try {
            if (stopped) {
                Programs.run(LONGEST_SECONDS, List.of("kill", "-STOP", Long.toString(child.pid())));
            }
            parent.destroyForcibly();
            child.onExit().get(LONGEST_SECONDS, TimeUnit.SECONDS);
        } finally {
            child.destroyForcibly();
        }
    }

    @Test
    void aChildThatIsGuardedNoLongerStays() throws Exception {
        Process parent = parent();
        ProcessHandle child = child(parent);
        try {
            List<ProcessHandle> guards = parent.children().filter(process -> !process.equals(child)).toList();
            assertThat(guards).hasSize(1);
            parent.getOutputStream().close();
            assertThat(parent.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)).isTrue();
            guards.get(0).onExit().get(LONGEST_SECONDS, TimeUnit.SECONDS);
            assertThat(child.isAlive()).isTrue();
        } finally {
            child.destroyForcibly();
        }
    }
}
