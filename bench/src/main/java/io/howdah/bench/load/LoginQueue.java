package io.howdah.bench.load;

import java.util.ArrayDeque;
import java.util.Queue;

/** Lets only so many log in at once: a listener's backlog is short, and a crowd before a closed door measures nothing. */
final class LoginQueue {

    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int free;

    LoginQueue(int atOnce) {
        this.free = atOnce;
    }

    /** Begins now or when it is its turn. */
    void add(Runnable login) {
        if (free > 0) {
            free--;
            login.run();
        } else {
            waiting.add(login);
        }
    }

    /** One that began has ended, well or not. */
    void ended() {
        Runnable next = waiting.poll();
        if (next == null) {
            free++;
        } else {
            next.run();
        }
    }

    /** Those that have not begun never will. */
    void clear() {
        waiting.clear();
    }
}
