package io.howdah.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import io.howdah.console.http.EventStream;
import io.howdah.console.http.StatusRequest;
import io.howdah.console.show.TestView;
import io.howdah.console.view.ActivitySnapshot.Standing;
import io.howdah.console.view.PoolerView;
import io.howdah.console.view.TransactionSnapshot;
import io.howdah.console.view.WaitingSnapshot;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the feed reads, when it reads, and how much it sends. */
@Timeout(120)
class LiveFeedTest {

    /** The longest name that the pooler keeps for a client, made of characters that need escapes. */
    private static final String HOSTILE = "\u202e\"".repeat(500);

    private final TestView made = new TestView();
    private final Map<String, Integer> asked = new ConcurrentHashMap<>();
    private final PoolerView view = (PoolerView) Proxy.newProxyInstance(getClass().getClassLoader(),
            new Class<?>[] {PoolerView.class},
            (proxy, method, arguments) -> {
                asked.merge(method.getName(), 1, Integer::sum);
                try {
                    return method.invoke(made, arguments);
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            });
    private LiveFeed feed = new LiveFeed(view, 20, 20);

    /** A browser that takes every event, or none. */
    private static final class Reader implements EventStream {
        private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
        private final CompletableFuture<Void> closed = new CompletableFuture<>();
        private volatile boolean takes = true;

        @Override
        public boolean send(String data) {
            return takes && events.add(data);
        }

        @Override
        public void close() {
            closed.complete(null);
        }

        @Override
        public CompletionStage<Void> closed() {
            return closed;
        }

        Map<String, Object> next() throws Exception {
            String event = events.poll(30, TimeUnit.SECONDS);
            assertThat(event).as("an event").isNotNull();
            return JSON.std.mapFrom(event);
        }
    }

    @AfterEach
    void end() {
        feed.close();
    }

    private Reader join() throws Exception {
        Reader reader = new Reader();
        feed.answer(new StatusRequest("/events", true, name -> null), Runnable::run).toCompletableFuture().get().events()
                .accept(reader);
        return reader;
    }

    private void awaitAsked(String method, int times) throws InterruptedException {
        while (asked.getOrDefault(method, 0) < times) {
            Thread.sleep(5);
        }
    }

    @Test
    void whileNobodyLooksNoEventLoopIsAskedAndTheMinutesBeforeAreThereForWhoComes() throws Exception {
        Pools pools = new Pools().add(Pools.pool("shop", "web", 4, 0, 1, 1, 0, Standing.WELL));
        made.activity = () -> pools.activity(Map.of(), Map.of());
        made.durations = pools::durations;
        feed.start();
        awaitAsked("activity", 8);
        assertThat(asked.keySet()).containsExactlyInAnyOrder("activity", "durations");
        Reader reader = join();
        Map<?, ?> history = (Map<?, ?>) reader.next().get("history");
        int before = ((List<?>) history.get("times")).size();
        assertThat(before).isGreaterThan(5);
        Map<?, ?> pool = (Map<?, ?>) ((List<?>) history.get("pools")).get(0);
        assertThat(pool.get("database")).isEqualTo("shop");
        assertThat((List<?>) ((Map<?, ?>) pool.get("columns")).get("q95")).hasSize(before).asList().contains(1_000);
        assertThat(reader.next()).containsEntry("connected", 7).containsKey("waiting")
                .extractingByKey("cache").asInstanceOf(InstanceOfAssertFactories.MAP).containsEntry("ratio", null)
                .containsEntry("bytes", 2);
        reader.close();
        int seen = reader.events.size();
        Thread.sleep(100);
        int asks = asked.get("loopLags");
        awaitAsked("activity", asked.get("activity") + 5);
        assertThat(asked.get("loopLags")).as("nobody looks any more").isEqualTo(asks);
        assertThat(reader.events.size()).isLessThanOrEqualTo(seen + 2);
    }

    @Test
    void aSnapshotHasBoundsWhateverThereIsAndWhateverItIsCalled() throws Exception {
        Pools pools = new Pools();
        IntStream.range(0, 1_000).forEach(
                i -> pools.add(Pools.pool(HOSTILE + i, HOSTILE, 5, 5, 2, 0, 9_000, new Standing("unreachable", HOSTILE))));
        Map<String, Long> errors = new ConcurrentHashMap<>();
        IntStream.range(0, 5_000).forEach(i -> errors.put("X%04d".formatted(i), 1L + i));
        made.activity = () -> pools.activity(errors, Map.of());
        made.durations = pools::durations;
        made.waiting = IntStream.range(0, 10_000).mapToObj(i -> new WaitingSnapshot(
                HOSTILE, HOSTILE, HOSTILE, "10.0.0.1", i, "waiting", i, 9_000_000, "0x1", i)).toList();
        made.transactions = CompletableFuture.completedFuture(IntStream.range(0, 2_000).mapToObj(i -> new TransactionSnapshot(
                HOSTILE, HOSTILE, HOSTILE, "10.0.0.1", i, i, i, "idle in transaction (aborted)", 1, 1, HOSTILE)).toList());
        feed.start();
        Reader reader = join();
        awaitAsked("longestWaiting", 8);
        String history = reader.events.take();
        String last = history;
        for (String event = history; event != null; event = reader.events.poll()) {
            last = event;
        }
        assertThat(last.getBytes(StandardCharsets.UTF_8).length).isBetween(20_000, 64 << 10);
        Map<String, Object> snapshot = JSON.std.mapFrom(last);
        assertThat((List<?>) snapshot.get("pools")).hasSize(PoolTracks.MOST);
        assertThat((Map<?, ?>) snapshot.get("rest")).extracting("pools", "clients", "waiting").containsExactly(980, 4_900, 4_900);
        assertThat((List<?>) snapshot.get("errors")).hasSize(LastMinute.MOST);
        assertThat((List<?>) snapshot.get("waiting")).hasSize(LiveReading.MOST_CLIENTS);
        assertThat((List<?>) snapshot.get("transactions")).hasSize(LiveReading.MOST_CLIENTS);
    }

    @Test
    void allReadersGetTheSameSnapshotAndOneReadingServesThem() throws Exception {
        feed.close();
        feed = new LiveFeed(view, 200, 200);
        feed.start();
        List<Reader> readers = List.of(join(), join(), join(), join());
        for (Reader reader : readers) {
            assertThat(reader.next()).containsKey("history");
        }
        int before = asked.get("activity");
        long begun = System.nanoTime();
        List<Map<String, Object>> first = List.of(readers.get(0).next(), readers.get(1).next(), readers.get(2).next(),
                readers.get(3).next());
        assertThat(first.stream().distinct().count()).isEqualTo(1);
        double periods = (System.nanoTime() - begun) / 200e6;
        assertThat(asked.get("activity") - before).isLessThanOrEqualTo((int) periods + 2);
    }

    @Test
    void aReaderThatTakesNothingIsLetGo() throws Exception {
        feed.start();
        Reader dead = join();
        dead.takes = false;
        Reader alive = join();
        dead.closed.get(30, TimeUnit.SECONDS);
        alive.events.clear();
        assertThat(alive.next()).containsKey("pools");
    }

    @Test
    void itGoesOnWhenAReadingFails() throws Exception {
        made.activity = () -> CompletableFuture.failedFuture(new IllegalStateException("no"));
        feed.start();
        awaitAsked("activity", 3);
        made.activity = () -> {
            throw new IllegalStateException("no");
        };
        awaitAsked("activity", asked.get("activity") + 3);
        made.activity = new TestView().activity;
        Reader reader = join();
        assertThat(reader.next()).containsKey("history");
        assertThat(reader.next()).containsKey("pools");
    }
}
