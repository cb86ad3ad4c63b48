package io.howdah.proxy.loop;

import io.netty.channel.EventLoop;

/**
 * One event loop of the pooler. A client and its linked server are always on the same loop, so no data between them needs a lock,
 * a volatile field or another thread.
 */
public final class Loop {

    private final int index;
    private final EventLoop eventLoop;

    /** @param index from 0 to the number of loops less one; a pool keeps this loop's share under it */
    public Loop(int index, EventLoop eventLoop) {
        this.index = index;
        this.eventLoop = eventLoop;
    }

    /** The loop's index, from 0. */
    public int index() {
        return index;
    }

    /** Netty's loop. */
    public EventLoop eventLoop() {
        return eventLoop;
    }

    /** Whether the calling thread is this loop's. */
    public boolean inLoop() {
        return eventLoop.inEventLoop();
    }

    /** Runs the task on this loop: at once if the caller is on it, otherwise soon. */
    public void run(Runnable task) {
        if (eventLoop.inEventLoop()) {
            task.run();
        } else {
            eventLoop.execute(task);
        }
    }

    @Override
    public String toString() {
        return "loop-" + index;
    }
}
