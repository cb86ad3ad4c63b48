package io.howdah.proxy.loop;

import io.netty.channel.EventLoop;

/**
 * One event loop of the pooler. A client and the server linked to it always sit on the same one, so nothing between them is
 * locked, volatile or handed from thread to thread.
 */
public final class Loop {

    private final int index;
    private final EventLoop eventLoop;

    /** @param index 0 to the number of loops less one: where this loop's share of a pool is kept */
    public Loop(int index, EventLoop eventLoop) {
        this.index = index;
        this.eventLoop = eventLoop;
    }

    /** Its place among the loops, from 0. */
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

    /** Runs the task on this loop: now where the caller is on it, else soon. */
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
