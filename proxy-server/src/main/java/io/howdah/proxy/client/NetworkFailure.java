package io.howdah.proxy.client;

import java.io.IOException;
import java.nio.channels.NotYetConnectedException;

/** The exceptions that Netty throws when a client's connection breaks. */
public final class NetworkFailure {

    private NetworkFailure() {}

    /** Whether the network has caused the exception, so that the log need not mention it. */
    public static boolean is(Throwable cause) {
        return cause instanceof IOException || cause instanceof NotYetConnectedException;
    }
}
