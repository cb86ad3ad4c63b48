package io.howdah.proxy.client;

import java.io.IOException;
import java.nio.channels.NotYetConnectedException;

/** What Netty throws when a client's connection breaks. */
public final class NetworkFailure {

    private NetworkFailure() {}

    /** Whether the exception is the network's, and not worth a word in the log. */
    public static boolean is(Throwable cause) {
        return cause instanceof IOException || cause instanceof NotYetConnectedException;
    }
}
