package io.howdah.proxy.client;

import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;

/** The exceptions that Netty throws when a client's connection breaks. */
public final class NetworkFailure {

    private NetworkFailure() {}

    /** Whether the network, or TLS, has caused the exception, so that the log need not mention it. */
    public static boolean is(Throwable cause) {
        Throwable reason = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        return reason instanceof IOException || reason instanceof NotYetConnectedException;
    }
}
