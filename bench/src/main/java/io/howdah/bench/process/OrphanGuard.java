package io.howdah.bench.process;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Ends a child process whose parent is gone, also when the parent was killed with a signal nobody can catch: a shell waits on a pipe whose
 * other end only this JVM holds, and which the system closes when the JVM ends.
 */
final class OrphanGuard implements AutoCloseable {

    /**
     * The time of its start tells the child from another process that has been given its number since. A signal to the group reaches
     * the shell too, and it has to stay for as long as the JVM takes to end.
     */
    private static final String SCRIPT = """
            trap '' HUP INT TERM
            read -r released && exit 0
            read -r running < "/proc/$1/stat" && case $running in *" $2 "*) kill -TERM "$1";; esac
            """;

    /** Position of {@code starttime} in {@code /proc/PID/stat} after the command's closing parenthesis; see proc(5). */
    private static final int START_TIME = 19;

    private final Optional<Process> shell;

    private OrphanGuard(Optional<Process> shell) {
        this.shell = shell;
    }

    static OrphanGuard watch(Process child) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(child.pid()), "stat"));
            String started = stat.substring(stat.lastIndexOf(')') + 2).split(" ")[START_TIME];
            return new OrphanGuard(Optional.of(new ProcessBuilder("/bin/sh", "-c", SCRIPT, "howdah-guard", Long.toString(child.pid()), started)
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start()));
        } catch (IOException notLinux) {
            // No shell, or no /proc; or the child has ended already.
            return new OrphanGuard(Optional.empty());
        }
    }

    /** The child has been ended: nothing left to guard. */
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
