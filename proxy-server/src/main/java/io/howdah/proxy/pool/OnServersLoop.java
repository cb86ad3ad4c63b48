package io.howdah.proxy.pool;

import io.howdah.proxy.server.DisconnectReason;
import io.howdah.proxy.server.ServerConnection;

/** Runs tasks on a server's loop. A server that no client uses may move to another loop at any time. */
final class OnServersLoop {

    private OnServersLoop() {}

    /** Runs the task on the server's loop. If the server has moved by the time the task runs, the task follows it. Any thread. */
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
