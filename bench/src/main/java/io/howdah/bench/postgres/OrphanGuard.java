package io.howdah.bench.postgres;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Ends a postmaster whose parent is gone, also when the parent was killed with a signal nobody can catch.
 *
 * <p>A shell waits on a pipe whose other end only this JVM holds. The system closes it when the JVM ends, whatever ended it;
 * the shell then reads end-of-file and asks the postmaster for a fast shutdown, if it is still the one of this data folder.
 */
final class OrphanGuard implements AutoCloseable {

    /** A signal to the whole group, like Ctrl-C, reaches the shell too, which has to stay for as long as the JVM takes to end. */
    private static final String SCRIPT = """
            trap '' HUP INT TERM
            read -r released && exit 0
            read -r running < "$2/postmaster.pid" && [ "$running" = "$1" ] && kill -INT "$1"
            """;

    private final Optional<Process> shell;

    private OrphanGuard(Optional<Process> shell) {
        this.shell = shell;
    }

    static OrphanGuard watch(long postmaster, Path data) {
        try {
            return new OrphanGuard(Optional.of(new ProcessBuilder("/bin/sh", "-c", SCRIPT, "howdah-guard",
                    Long.toString(postmaster), data.toString())
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start()));
        } catch (IOException noShell) {
            // Windows. The shutdown hook remains, and the next start finds what was left over.
            return new OrphanGuard(Optional.empty());
        }
    }

    /** The postmaster has been stopped in good order: nothing left to guard. */
    @Override
    public void close() throws IOException {
        if (shell.isPresent()) {
            try (var pipe = shell.get().getOutputStream()) {
                pipe.write('\n');
            }
        }
    }
}
