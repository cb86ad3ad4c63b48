package io.howdah.proxy.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import org.junit.jupiter.api.Test;

/** What is no more than a connection's end; a stack trace of it is no word for an operator. */
class NetworkFailureTest {

    @Test
    void socketsThatEndAreNoErrors() {
        assertThat(NetworkFailure.is(new IOException("Connection reset by peer"))).isTrue();
        assertThat(NetworkFailure.is(new ClosedChannelException())).isTrue();
        // Netty's word for ENOTCONN: the far end has reset the connection, and somebody has been told already.
        assertThat(NetworkFailure.is(new NotYetConnectedException())).isTrue();
        assertThat(NetworkFailure.is(new IllegalStateException("of our own"))).isFalse();
    }
}
