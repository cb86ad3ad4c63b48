package io.howdah.bench.load.command;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;

/** Whether this process may open as many connections as it is asked to. */
final class OpenFiles {

    /** Jars, pipes, epoll descriptors and the connections that are closing. */
    private static final int BESIDE_CLIENTS = 200;

    private OpenFiles() {
    }

    /** What to tell the user where the limit is too low; the JVM has raised it to the hard limit already. */
    static Optional<String> complaint(int clients) {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            return complaint(clients, system.getMaxFileDescriptorCount());
        }
        return Optional.empty();
    }

    static Optional<String> complaint(int clients, long limit) {
        int needed = clients + BESIDE_CLIENTS;
        return limit >= needed ? Optional.empty() : Optional.of(clients + " clients need " + needed + " open files, here and in a "
                + "pooler started from here, but only " + limit + " are allowed: run 'ulimit -n " + needed
                + "' first, or raise the hard limit (ulimit -Hn) as root");
    }
}
