package io.howdah.proxy.server;

import java.util.concurrent.atomic.AtomicInteger;

/** Numbers for connections to servers, and for what is shown like one. */
public final class ConnectionIds {

    private static final AtomicInteger LAST = new AtomicInteger();

    private ConnectionIds() {}

    /** A number that is unique in this process. Any thread may call. */
    public static int next() {
        return LAST.incrementAndGet();
    }
}
