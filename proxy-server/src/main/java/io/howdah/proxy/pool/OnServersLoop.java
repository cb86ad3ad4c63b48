package io.howdah.proxy.pool;

import io.howdah.proxy.server.DisconnectReason;
import io.howdah.proxy.server.ServerConnection;

/** Runs what belongs on a server's loop. A server that nobody uses may be moved to another loop at any time. */
final class OnServersLoop {

    private OnServersLoop() {}

    /** Runs the task on the server's loop, which may be another by the time the task's turn comes there. Any thread. */
    static void run(ServerConnection server, Runnable task) {
        server.loop().run(() -> {
            if (server.loop().inLoop()) {
                task.run();
            } else {
                run(server, task);
            }
        });
    }

    /** Closes the server. Any thread. */
    static void close(ServerConnection server, DisconnectReason reason) {
        run(server, () -> server.close(reason));
    }
}
