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
 * {@code --daemon}. A JVM cannot fork: it starts its own command once more, waits until that one says it is up, and leaves it behind in
 * a session of its own. So whoever started it knows by the exit status whether the pooler runs, and has had its complaint on the terminal
 * if it does not.
 */
public final class Background {

    /** Set on the command line of the one that stays. */
    private static final String STAYS = "howdah.background";

    private static final String READY = "ready";

    /** Options without a value, and without an answer of their own. */
    private static final Set<String> PLAIN = Set.of("-d", "--daemon", "-q", "--quiet", "-v", "--verbose");

    private Background() {}

    /** Whether this process is the one that stays. */
    public static boolean isHere() {
        return Boolean.getBoolean(STAYS);
    }

    /** Whether a command line asks for the background in so plain a way that whoever stays may be left to read it. */
    public static boolean isPlainlyAskedFor(List<String> arguments) {
        return !isHere() && (arguments.contains("-d") || arguments.contains("--daemon"))
                && arguments.stream().allMatch(argument -> PLAIN.contains(argument) || !argument.startsWith("-"));
    }

    /**
     * Starts the one that stays, and waits until it is up or has failed.
     *
     * @param mainClass what is to be run
     * @param arguments its command line
     * @return this process's exit status: 0 when the other is up, else the other's
     * @throws UncheckedIOException where it cannot be started
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
            try (BufferedReader said = new BufferedReader(new InputStreamReader(staying.getInputStream(), StandardCharsets.UTF_8))) {
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

    /** Leaves the terminal's session, so that its Ctrl-C and its end are no signals for this process. */
    public static void leaveSession() {
        try {
            CLibrary.get().setsid();
        } catch (LastErrorException | UnsatisfiedLinkError e) {
            // No constant: whoever only starts the other needs no log, which takes longer to set up than all the rest.
            LoggerFactory.getLogger(Background.class).warn("still in the session of the terminal: {}", e.getMessage());
        }
    }

    /** Says that it is up, and lets go of the terminal. */
    public static void up() {
        System.out.println(READY);
        System.out.close();
        System.err.close();
    }
}
