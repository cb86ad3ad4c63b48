package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.FreePort;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The launcher in place of PgBouncer's binary: a symlink named pgbouncer, started in another folder with relative names. */
@Timeout(120)
class LauncherIT {

    private static final Path BUILT = Path.of("target", "howdah.jar");
    private static final Path LAUNCHER = Path.of("..", "howdah");
    private static final int FIRST_LOGIN_CLASSES = 5_000;

    @TempDir
    private Path folder;

    private Path work;
    private int port;

    /** Copies the launcher without the sources, so that it builds nothing. */
    @BeforeEach
    void install() throws IOException {
        assumeTrue(Files.exists(BUILT) && Files.isExecutable(LAUNCHER),
                "needs the jar, which mvn package makes, and the launcher");
        Path home = folder.resolve("opt/howdah");
        Files.createDirectories(home.resolve("proxy-server/target"));
        Files.copy(BUILT, home.resolve("proxy-server/target/howdah.jar"));
        Files.copy(LAUNCHER, home.resolve("howdah"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.createDirectories(folder.resolve("usr/sbin"));
        Files.createSymbolicLink(folder.resolve("usr/pooler"), Path.of("../opt/howdah/howdah"));
        Files.createSymbolicLink(folder.resolve("usr/sbin/pgbouncer"), Path.of("../pooler"));
        port = FreePort.choose();
        work = Files.createDirectory(folder.resolve("work"));
        Files.writeString(work.resolve("users.txt"), "\"u\" \"\"\n");
        Files.writeString(work.resolve("pgbouncer.ini"), """
                [databases]
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = trust
                auth_file = users.txt
                admin_users = u
                pidfile = pid
                logfile = log
                """.formatted(port));
    }

    private Process start(String command) throws IOException {
        return start(command, "");
    }

    private Process start(String command, String javaOptions) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command, "-q", "pgbouncer.ini").directory(work.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile());
        builder.environment().put("JAVA_OPTS", javaOptions);
        return builder.start();
    }

    private boolean isWelcome() {
        try (ScriptedClient client = ScriptedClient.connect(port)) {
            client.login("u", "pgbouncer");
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    @Test
    @DisplayName("Through relative symlinks or by a relative name: the process is the pooler itself, and says nothing with -q")
    void takesThePlaceOfTheBinary() throws Exception {
        for (String command : new String[] {folder.resolve("usr/sbin/pgbouncer").toString(), "../usr/sbin/pgbouncer"}) {
            Process pooler = start(command);
            try {
                Await.until("the first login", this::isWelcome);
                assertThat(work.resolve("pid")).hasContent(Long.toString(pooler.pid()));
                pooler.destroy();
                assertThat(pooler.waitFor(100, TimeUnit.SECONDS)).isTrue();
                assertThat(pooler.exitValue()).isZero();
                assertThat(folder.resolve("output")).isEmptyFile();
                assertThat(work.resolve("pid")).doesNotExist();
                assertThat(work.resolve("log")).content().contains("process up");
            } finally {
                pooler.destroyForcibly().waitFor();
            }
        }
    }

    /** Stands for the JDK: a script that reports a version and prints its arguments. */
    private String flagsOf(String version) throws Exception {
        Path java = folder.resolve("jdk/bin/java");
        Files.createDirectories(java.getParent());
        Files.writeString(java, """
                #!/bin/sh
                [ "$1" != -version ] || { echo 'openjdk version "%s" 2026-04-21' >&2; exit 0; }
                echo "$@"
                """.formatted(version));
        assertThat(java.toFile().setExecutable(true)).isTrue();
        ProcessBuilder builder = new ProcessBuilder(folder.resolve("usr/sbin/pgbouncer").toString(), "pgbouncer.ini")
                .redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
        builder.environment().remove("JAVA_OPTS");
        Process launcher = builder.start();
        try {
            String said = new String(launcher.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return launcher.waitFor() + " " + said.strip();
        } finally {
            launcher.destroyForcibly().waitFor();
        }
    }

    @ParameterizedTest
    @CsvSource({"17, false", "17.0.11, false", "17.0.12, true", "17.0.15, true", "18.0.2, false", "21, false", "21.0.3, false",
        "21.0.4, true",
        "21.0.10, true", "22.0.2, false", "23, true", "25.0.3, true", "26-ea, true"})
    @DisplayName("A JVM gets no flag that it does not know")
    void flagsByVersion(String version, boolean trims) throws Exception {
        String call = flagsOf(version);
        assertThat(call).startsWith("0 -XX:+UseSerialGC").contains(" -Xmn6m ")
                .endsWith("/proxy-server/target/howdah.jar pgbouncer.ini");
        assertThat(call.contains(" -XX:TrimNativeHeapInterval=5000 ")).isEqualTo(trims);
    }

    @Test
    @DisplayName("An older JVM is refused")
    void tooOld() throws Exception {
        assertThat(flagsOf("11.0.22")).startsWith("1 howdah: ").endsWith("is version 11; 17 or newer is needed");
        assertThat(flagsOf("1.8.0_392")).endsWith("is version 1; 17 or newer is needed");
    }

    @Test
    @DisplayName("Up to the first login no more classes are loaded than a start within two seconds bears")
    void firstLogin() throws Exception {
        Path loaded = folder.resolve("classes");
        Process pooler = start(folder.resolve("usr/sbin/pgbouncer").toString(), "-Xlog:class+load:file=" + loaded);
        try {
            Await.until("the first login", this::isWelcome);
            // Counts classes and measures no time, because time depends on the machine's other work.
            assertThat(Files.readAllLines(loaded)).hasSizeBetween(500, FIRST_LOGIN_CLASSES);
        } finally {
            pooler.destroyForcibly().waitFor();
            Files.deleteIfExists(work.resolve("pid"));
        }
    }
}
