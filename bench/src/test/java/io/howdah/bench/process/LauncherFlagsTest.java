package io.howdah.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that the bench measures the pooler with the launcher's flags. */
@Timeout(120)
class LauncherFlagsTest {

    private static final Path LAUNCHER = Path.of("..", "howdah");

    @TempDir
    private Path home;

    @ParameterizedTest
    @ValueSource(strings = {"17.0.11", "17.0.12", "21.0.3", "21.0.4", "22.0.2", "25.0.3"})
    void theMeasuredPoolerHasTheLaunchersFlags(String version) throws Exception {
        assumeTrue(Files.isExecutable(LAUNCHER), "needs the launcher");
        List<String> launched = launched(version);
        List<String> measured = PoolerProcess.flags(Runtime.Version.parse(version));
        assertThat(launched).containsAll(measured);
        assertThat(ofMemory(launched)).containsExactlyElementsOf(ofMemory(measured));
    }

    private static List<String> ofMemory(List<String> flags) {
        return flags.stream().filter(flag -> flag.startsWith("-Xm") || flag.startsWith("-XX:Trim")).toList();
    }

    /**
     * Runs a copy of the launcher, without sources. A script stands for the JDK: it reports a version and prints its arguments.
     */
    private List<String> launched(String version) throws IOException, InterruptedException {
        Path launcher = Files.copy(LAUNCHER, home.resolve("howdah"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.createDirectories(home.resolve("proxy-server/target"));
        Files.createFile(home.resolve("proxy-server/target/howdah.jar"));
        Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
        Files.writeString(java, """
                #!/bin/sh
                [ "$1" != -version ] || { echo 'openjdk version "%s"' >&2; exit 0; }
                echo "$@"
                """.formatted(version));
        assertThat(java.toFile().setExecutable(true)).isTrue();
        ProcessBuilder builder = new ProcessBuilder(launcher.toString(), "pgbouncer.ini").redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", home.toString());
        builder.environment().remove("JAVA_OPTS");
        Process process = builder.start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(said).isZero();
            return List.of(said.strip().split(" "));
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
