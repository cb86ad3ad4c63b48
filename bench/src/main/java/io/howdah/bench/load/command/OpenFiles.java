package io.howdah.bench.load.command;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;

/** Checks whether this process may open a connection for each client. */
final class OpenFiles {

    /** Descriptors of jars, pipes, epoll and closing connections. */
    private static final int BESIDE_CLIENTS = 200;

    private OpenFiles() {
    }

    /** The message for the user if the limit is too low. The JVM has raised the soft limit to the hard limit already. */
    static Optional<String> complaint(int clients) {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            return complaint(clients, system.getMaxFileDescriptorCount());
        }
        return Optional.empty();
    }

    static Optional<String> complaint(int clients, long limit) {
        int needed = clients + BESIDE_CLIENTS;
        return limit >= needed ? Optional.empty()
                : Optional.of(clients + " clients need " + needed + " open files, here and in a "
                        + "pooler started from here, but only " + limit + " are allowed: run 'ulimit -n " + needed
                        + "' first, or raise the hard limit (ulimit -Hn) as root");
    }
}
