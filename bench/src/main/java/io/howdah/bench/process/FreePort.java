package io.howdah.bench.process;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Chooses ports for processes that are started with a port in their configuration. */
public final class FreePort {

    private static final int LOWEST = 10_240;
    private static final int HIGHEST = 32_767;

    private FreePort() {}

    /**
     * A port of 127.0.0.1 that nobody listens at, for a process that cannot tell which port the system has given it. The system
     * gives ports above 32767 to outgoing connections by itself (ip_local_port_range), so none of them can take this port before the
     * process listens.
     */
    public static int choose() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST + 1);
            try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return probe.getLocalPort();
            } catch (BindException e) {
                // Somebody has this port: the next one is tried.
            }
        }
    }
}
