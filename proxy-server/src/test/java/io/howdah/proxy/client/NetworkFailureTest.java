package io.howdah.proxy.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import org.junit.jupiter.api.Test;

/** Exceptions that tell only of a connection's end: an operator needs no stack trace of them. */
class NetworkFailureTest {

    @Test
    void socketsThatEndAreNoErrors() {
        assertThat(NetworkFailure.is(new IOException("Connection reset by peer"))).isTrue();
        assertThat(NetworkFailure.is(new ClosedChannelException())).isTrue();
        // Netty reports ENOTCONN in this way: the far end has reset the connection, and a handler has been told already.
        assertThat(NetworkFailure.is(new NotYetConnectedException())).isTrue();
        assertThat(NetworkFailure.is(new IllegalStateException("of our own"))).isFalse();
    }
}
