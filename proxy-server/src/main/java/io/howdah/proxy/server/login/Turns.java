package io.howdah.proxy.server.login;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Runs the tasks of each key one at a time, so that many long tasks of one key do not delay the tasks of others. Any thread may
 * call.
 */
final class Turns {

    private final Executor executor;
    /** For each key with a task that runs or is about to run: the tasks behind it. */
    private final Map<Object, Queue<Runnable>> behind = new HashMap<>();

    /** @param executor of several threads */
    Turns(Executor executor) {
        this.executor = executor;
    }

    /** Runs a task after all earlier tasks of the same key. */
    void execute(Object of, Runnable task) {
        synchronized (behind) {
            Queue<Runnable> waiting = behind.get(of);
            if (waiting != null) {
                waiting.add(task);
                return;
            }
            behind.put(of, new ArrayDeque<>());
        }
        try {
            start(of, task);
        } catch (RejectedExecutionException e) {
            next(of);
            throw e;
        }
    }

    private void start(Object of, Runnable task) {
        executor.execute(() -> {
            try {
                task.run();
            } finally {
                next(of);
            }
        });
    }

    /** Starts the first task that the executor takes; an executor that has ended takes none. */
    private void next(Object of) {
        for (Runnable next = poll(of); next != null; next = poll(of)) {
            try {
                start(of, next);
                return;
            } catch (RejectedExecutionException e) {
                // The task's login ends at its time limit, or with the pooler.
            }
        }
    }

    private @Nullable Runnable poll(Object of) {
        synchronized (behind) {
            Queue<Runnable> waiting = behind.get(of);
            Runnable next = waiting == null ? null : waiting.poll();
            if (next == null) {
                behind.remove(of);
            }
            return next;
        }
    }
}
