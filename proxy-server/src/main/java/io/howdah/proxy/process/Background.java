package io.howdah.proxy.process;

import com.sun.jna.LastErrorException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.LoggerFactory;

/**
 * {@code --daemon}. A JVM cannot fork. So Background starts a second process with the same command, waits until the second
 * process says that it is up, and ends; the second process runs on in a session of its own. So the caller learns from the exit
 * status whether the pooler runs, and sees its error on the terminal if it does not.
 */
public final class Background {

    /** System property of the second process. */
    private static final String STAYS = "howdah.background";

    private static final String READY = "ready";

    /** Options that take no value and give no answer of their own. */
    private static final Set<String> PLAIN = Set.of("-d", "--daemon", "-q", "--quiet", "-v", "--verbose");

    private Background() {}

    /** Whether this process is the second process. */
    public static boolean isHere() {
        return Boolean.getBoolean(STAYS);
    }

    /** Whether the command line asks for the background and has only options that the second process alone can handle. */
    public static boolean isPlainlyAskedFor(List<String> arguments) {
        return !isHere() && (arguments.contains("-d") || arguments.contains("--daemon"))
                && arguments.stream().allMatch(argument -> PLAIN.contains(argument) || !argument.startsWith("-"));
    }

    /**
     * Starts the second process and waits until it is up or has failed.
     *
     * @param mainClass to run
     * @param arguments the command line
     * @return this process's exit status: 0 if the second process is up, otherwise the second process's status
     * @throws UncheckedIOException if the second process cannot be started
     */
    public static int start(String mainClass, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-D" + STAYS + "=true", "-cp", System.getProperty("java.class.path"), mainClass));
        command.addAll(arguments);
        try {
            Process staying = new ProcessBuilder(command)
                    .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (BufferedReader said = new BufferedReader(
                    new InputStreamReader(staying.getInputStream(), StandardCharsets.UTF_8))) {
                if (READY.equals(said.readLine())) {
                    return 0;
                }
            }
            int status = staying.waitFor();
            return status == 0 ? 1 : status;
        } catch (IOException e) {
            throw new UncheckedIOException(new IOException("cannot go into the background: " + e.getMessage(), e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    /** Leaves the terminal's session, so that Ctrl-C or the terminal's end sends this process no signal. */
    public static void leaveSession() {
        try {
            CLibrary.get().setsid();
        } catch (LastErrorException | UnsatisfiedLinkError e) {
            // The logger is no constant, for the first process needs no log, and setting it up would take longer than all the
            // rest.
            LoggerFactory.getLogger(Background.class).warn("still in the session of the terminal: {}", e.getMessage());
        }
    }

    /** Tells the first process that this one is up, and closes the terminal's streams. */
    public static void up() {
        System.out.println(READY);
        System.out.close();
        System.err.close();
    }
}
