package io.howdah.bench.process;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Ends a process whose parent has gone, even if SIGKILL ended the parent. A shell reads from a pipe whose other end only this JVM
 * holds; the system closes the pipe when the JVM ends.
 */
public final class OrphanGuard implements AutoCloseable {

    /**
     * Ctrl-C signals the whole process group, the shell included. The shell ignores the signal, because it must outlive the JVM.
     */
    private static final String WAIT = """
            trap '' HUP INT TERM
            read -r released && exit 0
            """;

    /** The start time tells the child from another process that has got the child's number since. */
    private static final String END_CHILD = """
            read -r running < "/proc/$1/stat" && case $running in *" $2 "*) kill -TERM "$1"; kill -CONT "$1";; esac
            """;

    /** Position of {@code starttime} in {@code /proc/PID/stat}, behind the command's closing parenthesis; see proc(5). */
    private static final int START_TIME = 19;

    private final Optional<Process> shell;

    private OrphanGuard(Optional<Process> shell) {
        this.shell = shell;
    }

    /** Ends a child with SIGTERM. SIGCONT makes a stopped child act on the SIGTERM too. */
    static OrphanGuard watch(Process child) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(child.pid()), "stat"));
            String started = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 0)[START_TIME];
            return watch(END_CHILD, Long.toString(child.pid()), started);
        } catch (IOException notLinux) {
            // There is no /proc, or the child has ended already.
            return new OrphanGuard(Optional.empty());
        }
    }

    /**
     * Ends a process with the given shell commands.
     *
     * @param ending shell commands, which find the arguments in {@code $1}, {@code $2} and so on. The commands must check that
     *     the process's number still belongs to the process
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
            // Windows: the process ends only when the JVM ends in good order.
            return new OrphanGuard(Optional.empty());
        }
    }

    /** Ends the shell: the process has ended, so nothing is left to guard. */
    @Override
    public void close() {
        shell.ifPresent(running -> {
            try (var pipe = running.getOutputStream()) {
                pipe.write('\n');
            } catch (IOException gone) {
                // The shell was killed, or ended before it read.
            }
        });
    }
}
