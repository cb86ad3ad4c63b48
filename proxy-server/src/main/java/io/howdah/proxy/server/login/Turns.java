package io.howdah.proxy.server.login;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;

/**
 * Runs tasks one at a time for each of those they are for, so that nobody's many long tasks keep the others' from their turn. Any thread.
 */
final class Turns {

    private final Executor executor;
    /** Of each that has one running or about to run: those that come after it. */
    private final Map<Object, Queue<Runnable>> behind = new HashMap<>();

    /** @param executor of several threads */
    Turns(Executor executor) {
        this.executor = executor;
    }

    /** Runs a task when all that came earlier for the same one have been run. */
    void execute(Object of, Runnable task) {
        synchronized (behind) {
            Queue<Runnable> waiting = behind.get(of);
            if (waiting != null) {
                waiting.add(task);
                return;
            }
            behind.put(of, new ArrayDeque<>());
        }
        start(of, task);
    }

    private void start(Object of, Runnable task) {
        boolean started = false;
        try {
            executor.execute(() -> {
                try {
                    task.run();
                } finally {
                    next(of);
                }
            });
            started = true;
        } finally {
            if (!started) {
                next(of);
            }
        }
    }

    private void next(Object of) {
        Runnable next;
        synchronized (behind) {
            next = behind.get(of).poll();
            if (next == null) {
                behind.remove(of);
                return;
            }
        }
        start(of, next);
    }
}
