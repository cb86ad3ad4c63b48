package io.howdah.bench.process;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Ends a process whose parent is gone, also when the parent was killed with a signal nobody can catch: a shell waits on a pipe
 * whose other end only this JVM holds, and which the system closes when the JVM ends.
 */
public final class OrphanGuard implements AutoCloseable {

    /**
     * A signal to the whole group, as Ctrl-C is, reaches the shell too, which has to stay for as long as the JVM takes to end.
     */
    private static final String WAIT = """
            trap '' HUP INT TERM
            read -r released && exit 0
            """;

    /** The time of its start tells the child from another process that has been given its number since. */
    private static final String END_CHILD = """
            read -r running < "/proc/$1/stat" && case $running in *" $2 "*) kill -TERM "$1"; kill -CONT "$1";; esac
            """;

    /** Position of {@code starttime} in {@code /proc/PID/stat} after the command's closing parenthesis; see proc(5). */
    private static final int START_TIME = 19;

    private final Optional<Process> shell;

    private OrphanGuard(Optional<Process> shell) {
        this.shell = shell;
    }

    /** Ends a child with SIGTERM, also one that is stopped. */
    static OrphanGuard watch(Process child) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(child.pid()), "stat"));
            String started = stat.substring(stat.lastIndexOf(')') + 2).split(" ")[START_TIME];
            return watch(END_CHILD, Long.toString(child.pid()), started);
        } catch (IOException notLinux) {
            // No /proc; or the child has ended already.
            return new OrphanGuard(Optional.empty());
        }
    }

    /**
     * Ends a process in a way of its own.
     *
     * @param ending for a shell, which finds the arguments in {@code $1}, {@code $2} and so on. It has to make sure that the
     *     process is still the one that is meant
     */
    public static OrphanGuard watch(String ending, String... arguments) {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", WAIT + ending, "howdah-guard"));
        command.addAll(List.of(arguments));
        try {
            return new OrphanGuard(Optional.of(new ProcessBuilder(command)
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start()));
        } catch (IOException noShell) {
            // Windows. An end in good order remains.
            return new OrphanGuard(Optional.empty());
        }
    }

    /** The process has been ended: nothing left to guard. */
    @Override
    public void close() {
        shell.ifPresent(running -> {
            try (var pipe = running.getOutputStream()) {
                pipe.write('\n');
            } catch (IOException gone) {
                // Killed, or it never came to read.
            }
        });
    }
}
