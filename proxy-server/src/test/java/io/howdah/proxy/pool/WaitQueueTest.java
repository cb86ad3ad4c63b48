package io.howdah.proxy.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.server.ServerConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WaitQueueTest {

    private static final class Someone implements Waiter {
        private final Loop loop;
        private final WaitTicket ticket = new WaitTicket(this);

        Someone(int loop, long since) {
            this.loop = new Loop(loop, null);
            ticket.sinceNanos = since;
        }

        @Override
        public Loop loop() {
            return loop;
        }

        @Override
        public WaitTicket ticket() {
            return ticket;
        }

        @Override
        public boolean isWaiting() {
            return ticket.queued;
        }

        @Override
        public void mustWait() {
            throw new AssertionError();
        }

        @Override
        public boolean granted(ServerConnection server) {
            return false;
        }

        @Override
        public void refused(RefusalReason reason, ErrorResponse error) {
            throw new AssertionError();
        }
    }

    private static WaitTicket waiting(WaitQueue queue, int loop, long since) {
        WaitTicket ticket = new Someone(loop, since).ticket();
        queue.add(ticket);
        return ticket;
    }

    @Test
    void oneLoopIsFirstComeFirstServed() {
        WaitQueue queue = new WaitQueue(1);
        List<WaitTicket> tickets = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            tickets.add(waiting(queue, 0, i));
        }
        for (WaitTicket ticket : tickets) {
            assertThat(queue.poll(0)).isSameAs(ticket);
        }
        assertThat(queue.poll(0)).isNull();
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void aServersOwnLoopGoesFirstWithinTheBound() {
        WaitQueue queue = new WaitQueue(2);
        WaitTicket older = waiting(queue, 1, 0);
        WaitTicket local = waiting(queue, 0, WaitQueue.LOCALITY_NANOS);
        assertThat(queue.oldest()).isSameAs(older);
        assertThat(queue.poll(0)).isSameAs(local);
        assertThat(queue.poll(0)).isSameAs(older);
    }

    @Test
    void beyondTheBoundTheOldestOfAllIsServed() {
        WaitQueue queue = new WaitQueue(2);
        WaitTicket older = waiting(queue, 1, 0);
        WaitTicket local = waiting(queue, 0, WaitQueue.LOCALITY_NANOS + 1);
        assertThat(queue.poll(0)).isSameAs(older);
        assertThat(queue.poll(0)).isSameAs(local);
    }

    @Test
    void theClockMayWrap() {
        WaitQueue queue = new WaitQueue(2);
        WaitTicket older = waiting(queue, 1, Long.MAX_VALUE - 10);
        waiting(queue, 0, Long.MIN_VALUE + WaitQueue.LOCALITY_NANOS * 5);
        assertThat(queue.oldest()).isSameAs(older);
        assertThat(queue.poll(0)).isSameAs(older);
    }

    @Test
    void oneServedInVainIsFirstAgain() {
        WaitQueue queue = new WaitQueue(1);
        WaitTicket first = waiting(queue, 0, 1);
        WaitTicket second = waiting(queue, 0, 2);
        queue.poll(0);
        queue.putBack(first);
        assertThat(queue.poll(0)).isSameAs(first);
        assertThat(queue.poll(0)).isSameAs(second);
        queue.putBack(second);
        assertThat(queue.poll(0)).isSameAs(second);
    }

    @Test
    void thosePutBackComeInTheOrderInWhichTheyCameFirst() {
        WaitQueue queue = new WaitQueue(1);
        WaitTicket first = waiting(queue, 0, 10);
        WaitTicket second = waiting(queue, 0, 20);
        WaitTicket third = waiting(queue, 0, 30);
        queue.remove(first);
        queue.remove(second);
        queue.putBack(first);
        queue.putBack(second);
        queue.remove(third);
        queue.putBack(third);
        assertThat(List.of(queue.poll(0), queue.poll(0), queue.poll(0))).containsExactly(first, second, third);
    }

    /**
     * Compares with a plain list. The queue loses no client and serves none twice. It prefers no client to another that came
     * earlier by more than the bound.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void isFairWithinTheBound(long seed) {
        Random random = new Random(seed);
        int loops = 4;
        WaitQueue queue = new WaitQueue(loops);
        List<WaitTicket> model = new ArrayList<>();
        long now = 0;
        for (int i = 0; i < 20_000; i++) {
            now += random.nextInt(500_000);
            int what = random.nextInt(10);
            if (what < 5) {
                model.add(waiting(queue, random.nextInt(loops), now));
            } else if (what < 9) {
                WaitTicket served = queue.poll(random.nextInt(loops));
                if (model.isEmpty()) {
                    assertThat(served).isNull();
                } else {
                    assertThat(served.sinceNanos - model.get(0).sinceNanos).isBetween(0L, WaitQueue.LOCALITY_NANOS);
                    assertThat(model.remove(served)).isTrue();
                }
            } else if (!model.isEmpty()) {
                WaitTicket gone = model.remove(random.nextInt(model.size()));
                assertThat(queue.remove(gone)).isTrue();
                assertThat(queue.remove(gone)).isFalse();
            }
            assertThat(queue.size()).isEqualTo(model.size());
        }
        List<WaitTicket> rest = new ArrayList<>();
        queue.drain(rest::add);
        assertThat(rest).isEqualTo(model);
    }
}
