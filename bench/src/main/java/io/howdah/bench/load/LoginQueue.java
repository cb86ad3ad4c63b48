package io.howdah.bench.load;

import java.util.ArrayDeque;
import java.util.Queue;

/** Limits how many clients log in at once. A listen backlog is short, and a crowd of refused clients measures nothing. */
final class LoginQueue {

    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int free;

    LoginQueue(int atOnce) {
        this.free = atOnce;
    }

    /** Begins the login now or in its turn. */
    void add(Runnable login) {
        if (free > 0) {
            free--;
            login.run();
        } else {
            waiting.add(login);
        }
    }

    /** A login has ended, well or not. */
    void ended() {
        Runnable next = waiting.poll();
        if (next == null) {
            free++;
        } else {
            next.run();
        }
    }

    /** Drops the logins that have not begun. */
    void clear() {
        waiting.clear();
    }
}
