package io.howdah.proxy.client.login;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FailedLoginsTest {

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5); // The clock may pass its end.
    private int most = 6;
    private final FailedLogins failures = new FailedLogins(() -> most, now::get);

    private static SocketAddress address(String text) throws Exception {
        return new InetSocketAddress(InetAddress.getByName(text), 1234);
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    @DisplayName("So many in a minute, then one for each share of a minute, and all again after a minute")
    void shares() throws Exception {
        SocketAddress guesser = address("192.0.2.1");
        for (int i = 0; i < 6; i++) {
            assertThat(failures.isOver(guesser)).as("attempt " + i).isFalse();
            failures.failed(guesser);
        }
        assertThat(failures.isOver(guesser)).isTrue();
        assertThat(failures.isOver(address("192.0.2.2"))).isFalse();
        pass(Duration.ofMillis(9_999));
        assertThat(failures.isOver(guesser)).isTrue();
        pass(Duration.ofMillis(2));
        assertThat(failures.isOver(guesser)).isFalse();
        failures.failed(guesser);
        assertThat(failures.isOver(guesser)).isTrue();
        pass(Duration.ofMinutes(1));
        for (int i = 0; i < 6; i++) {
            assertThat(failures.isOver(guesser)).as("attempt " + i + " later").isFalse();
            failures.failed(guesser);
        }
        assertThat(failures.isOver(guesser)).isTrue();
    }

    @Test
    @DisplayName("An IPv6 host is its network; a unix socket has no limit; 0 is no limit")
    void addresses() throws Exception {
        for (int i = 0; i < 6; i++) {
            failures.failed(address("2001:db8::" + i));
            failures.failed(UnixDomainSocketAddress.of("/tmp/x"));
        }
        assertThat(failures.isOver(address("2001:db8::ffff:1"))).isTrue();
        assertThat(failures.isOver(address("2001:db8:0:1::1"))).isFalse();
        assertThat(failures.isOver(UnixDomainSocketAddress.of("/tmp/x"))).isFalse();
        most = 0;
        assertThat(failures.isOver(address("2001:db8::1"))).isFalse();
    }
}
