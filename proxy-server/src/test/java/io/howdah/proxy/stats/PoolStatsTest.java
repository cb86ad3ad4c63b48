package io.howdah.proxy.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PoolStatsTest {

    @Test
    @DisplayName("States are read as they stood together: one who moves about is counted once, whenever somebody looks")
    void consistent() throws Exception {
        PoolStats stats = new PoolStats();
        stats.clientMoved(-1, 0);
        stats.serverMoved(-1, 0);
        AtomicBoolean over = new AtomicBoolean();
        Thread loop = new Thread(() -> {
            for (int i = 0; !over.get(); i++) {
                stats.clientMoved(i % 3, (i + 1) % 3);
                stats.serverMoved(i % 4, (i + 1) % 4);
            }
        });
        loop.start();
        try {
            for (int i = 0; i < 200_000; i++) {
                int[] clients = new int[6];
                int[] servers = new int[8];
                stats.addStates(clients, servers);
                assertThat(java.util.Arrays.stream(clients).sum()).isEqualTo(1);
                assertThat(java.util.Arrays.stream(servers).sum()).isEqualTo(1);
            }
        } finally {
            over.set(true);
            loop.join(10_000);
        }
    }
}
