package io.howdah.proxy.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.config.HostAddress;
import io.howdah.config.LoadBalanceHosts;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerHostsTest {

    private static final long MS = 1_000_000L;
    private static final long MOST = 15_000 * MS;
    private static final HostAddress A = new HostAddress("a", 1);
    private static final HostAddress B = new HostAddress("b", 1);
    private static final HostAddress C = new HostAddress("c", 1);
    private static final List<HostAddress> ALL = List.of(A, B, C);

    private final ServerHosts hosts = new ServerHosts();

    private HostAddress next(long now) {
        return hosts.next(ALL, LoadBalanceHosts.ROUND_ROBIN, now);
    }

    @Test
    void takesTurns() {
        assertThat(List.of(next(0), next(0), next(0), next(0))).containsExactly(A, B, C, A);
    }

    @Test
    void withoutBalanceTheFirstThatWorksIsTaken() {
        assertThat(hosts.next(ALL, LoadBalanceHosts.DISABLE, 0)).isEqualTo(A);
        assertThat(hosts.next(ALL, LoadBalanceHosts.DISABLE, 0)).isEqualTo(A);
        hosts.failed(A, MOST, 0);
        assertThat(hosts.next(ALL, LoadBalanceHosts.DISABLE, 0)).isEqualTo(B);
        hosts.succeeded(A);
        assertThat(hosts.next(ALL, LoadBalanceHosts.DISABLE, 0)).isEqualTo(A);
    }

    @Test
    void aFailedOneIsSkippedAndHoldsUpNoOther() {
        hosts.failed(B, MOST, 0);
        assertThat(List.of(next(0), next(0), next(0))).containsExactly(A, C, A);
        assertThat(hosts.areAllLeftAlone(ALL, 0)).isFalse();
        hosts.failed(A, MOST, 0);
        hosts.failed(C, MOST, 0);
        assertThat(next(0)).isNull();
        assertThat(hosts.areAllLeftAlone(ALL, 0)).isTrue();
        assertThat(next(MOST)).isNotNull();
    }

    /** Measures how long the host is put aside after each of many failures in a row. */
    @Test
    void theBackOffDoublesUpToTheLimit() {
        long now = Long.MAX_VALUE - 5_000 * MS; // System.nanoTime() may wrap.
        long before = 0;
        for (int i = 0; i < 12; i++) {
            hosts.failed(A, MOST, now);
            long alone = 0;
            while (hosts.next(List.of(A), LoadBalanceHosts.DISABLE, now + alone) == null) {
                alone += 50 * MS;
            }
            assertThat(alone).isEqualTo(i == 0 ? 100 * MS : Math.min(MOST, before * 2));
            before = alone;
            now += alone;
        }
        assertThat(before).isEqualTo(MOST);
    }

    @Test
    void attemptsThatFailTogetherCountAsOne() {
        for (int i = 0; i < 16; i++) {
            hosts.failed(A, MOST, 0);
        }
        assertThat(hosts.next(List.of(A), LoadBalanceHosts.DISABLE, 100 * MS)).isEqualTo(A);
    }

    /** The case of RECONNECT. */
    @Test
    void failuresForgottenAreNoFailures() {
        hosts.failed(A, MOST, 0);
        hosts.failed(A, MOST, 100 * MS);
        hosts.forgetFailures();
        assertThat(hosts.next(List.of(A), LoadBalanceHosts.DISABLE, 100 * MS)).isEqualTo(A);
        hosts.failed(A, MOST, 100 * MS);
        assertThat(hosts.next(List.of(A), LoadBalanceHosts.DISABLE, 200 * MS)).as("the back-off begins anew").isEqualTo(A);
    }
}
