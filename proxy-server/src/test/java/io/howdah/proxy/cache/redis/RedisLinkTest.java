package io.howdah.proxy.cache.redis;

import static io.howdah.proxy.cache.redis.LinkRecord.CHANNEL;
import static io.howdah.proxy.cache.redis.LinkRecord.LONG;
import static io.howdah.proxy.cache.redis.LinkRecord.bytes;
import static io.howdah.proxy.cache.redis.LinkRecord.failure;
import static io.howdah.proxy.cache.redis.LinkRecord.get;
import static io.howdah.proxy.cache.redis.LinkRecord.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.LeakWatch;
import io.howdah.proxy.testing.RedisProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A link to a real server. */
@Timeout(120)
class RedisLinkTest {

    @RegisterExtension
    static final LeakWatch WATCH = LeakWatch.withLog();

    private static RedisProcess redis;

    @BeforeAll
    static void start() throws Exception {
        redis = RedisProcess.start();
    }

    @AfterAll
    static void stop() throws Exception {
        redis.close();
        Await.until("the links' threads to end", () -> ": " + threads(), () -> threads().isEmpty());
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName)
                .filter(name -> name.startsWith("howdah-redis") || name.startsWith("lettuce")).toList();
    }

    @BeforeEach
    void empty() throws Exception {
        redis.ask("FLUSHALL");
    }

    @Test
    void connectsAndFindsWhatIsThere() throws Exception {
        try (LinkRecord record = LinkRecord.of(redis).connected()) {
            RedisLink link = record.link;
            assertThat(link.isConnected()).isTrue();
            assertThat(redis.ask("INFO", "server")).contains("run_id:" + record.servers.get(0));
            redis.ask("HSET", "hash", "a", "b");
            get(link.set(bytes("a"), bytes("1"), 60_000));
            get(link.store(bytes("b"), new byte[] {0, -1, 13, 10}, 60_000, false));
            Found found = get(link.lookUp(bytes("a"), List.of(bytes("b"), bytes("none"), bytes("hash"), bytes("a"))));
            assertThat(found.pttlMillis()).isBetween(1L, 60_000L);
            assertThat(found.values()).usingElementComparator((a, b) -> Arrays.equals(a, b) ? 0 : 1)
                    .containsExactly(bytes("1"), new byte[] {0, -1, 13, 10}, null, null, bytes("1"));
            assertThat(get(link.lookUp(bytes("none"), List.of())).pttlMillis()).isEqualTo(-2);
            assertThat(get(link.setIfAbsent(bytes("a"), bytes("2"), 60_000))).isFalse();
            assertThat(get(link.setIfAbsent(bytes("c"), bytes("2"), 60_000))).isTrue();
            assertThat(record.look("a") + record.look("c")).isEqualTo("12");
            redis.ask("FLUSHALL");
            assertThat(record.look("a")).isEqualTo("(nil)");
            get(link.set(bytes("short"), bytes("1"), 1));
            Await.until("the key to expire", () -> record.look("short").equals("(nil)"));
            RedisCounters counters = link.counters();
            assertThat(counters.eras()).isEqualTo(1);
            assertThat(counters.answers()).isEqualTo(counters.lookUps()).isPositive();
            assertThat(counters.timeouts() + counters.refused() + counters.errors()).isZero();
            assertThat(counters.latencyNanos()).isPositive();
            assertThat(counters.breaker()).isEqualTo("closed");
            Await.until("nothing to be under way", () -> link.counters().inFlight() == 0 && link.counters().storing() == 0);
        }
    }

    @Test
    void bigValuesGoTheirOwnWay() throws Exception {
        try (LinkRecord record = LinkRecord.of(redis).connected()) {
            byte[] big = new byte[4 << 20];
            Arrays.fill(big, (byte) 7);
            get(record.link.store(bytes("big"), big, 60_000, true));
            assertThat(get(record.link.big(bytes("big")))).isEqualTo(big);
            assertThat(get(record.link.lookUp(bytes("big"), List.of(bytes("big")))).values()).allMatch(
                    value -> Arrays.equals(value, big));
            assertThat(get(record.link.big(bytes("none")))).isNull();
            assertThat(redis.ask("CLIENT", "LIST").lines().filter(line -> line.contains("cmd=set") || line.contains("cmd=get")
                    || line.contains("cmd=mget"))).hasSize(2);
            redis.ask("HSET", "hash", "a", "b");
            RedisFailure failure = failure(record.link.big(bytes("hash")));
            assertThat(failure.reason()).isEqualTo(RedisFailure.Reason.REFUSED);
            assertThat(failure).hasMessageStartingWith("WRONGTYPE");
            assertThat(record.link.counters().errors()).isEqualTo(1);
            assertThat(record.events).containsExactly("connected");
        }
    }

    /** The server runs commands in their order, and messages come where they belong between the answers. */
    @Test
    void commandsAndMessagesHaveOneOrder() throws Exception {
        int rounds = 300;
        try (LinkRecord record = LinkRecord.of(redis).connected()) {
            List<String> expected = new ArrayList<>(List.of("connected"));
            List<CompletionStage<?>> looks = new ArrayList<>();
            for (int i = 0; i < rounds; i++) {
                record.link.set(bytes("key"), bytes("v" + i), 60_000);
                record.link.publish(CHANNEL, bytes("m" + i));
                looks.add(record.link.lookUp(bytes("key"), List.of()).thenAccept(
                        found -> record.events.add(text(found.values().get(0)))));
                expected.add("message: m" + i);
                expected.add("v" + i);
            }
            looks.forEach(LinkRecord::get);
            assertThat(record.events).isEqualTo(expected);
            assertThat(record.threads).hasSizeGreaterThan(rounds).allMatch(record.threads.get(0)::equals)
                    .allMatch(name -> name.startsWith("howdah-redis"));
            assertThat(redis.ask("CLIENT", "LIST").lines().filter(line -> line.contains("sub=2"))).hasSize(1);
        }
    }

    @Test
    void messagesOfOthersComeBetweenAnswers() throws Exception {
        try (LinkRecord record = LinkRecord.of(redis).connected(); LinkRecord other = LinkRecord.of(redis).connected()) {
            List<CompletionStage<?>> sent = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                sent.add(other.link.publish(CHANNEL, bytes("m" + i)));
                sent.add(record.link.set(bytes("key"), bytes("v" + i), 60_000));
                sent.add(record.link.lookUp(bytes("key"), List.of()).thenAccept(found -> record.events.add("seen")));
            }
            sent.forEach(LinkRecord::get);
            Await.until("all messages", () -> record.has("message: m299"));
            assertThat(record.events).filteredOn(event -> event.startsWith("message"))
                    .containsExactlyElementsOf(other.events.stream().filter(event -> event.startsWith("message")).toList())
                    .hasSize(300);
            assertThat(record.events).filteredOn("seen"::equals).hasSize(300);
        }
    }

    /** Lettuce's connection for subscriptions would take these answers for messages. */
    @Test
    void anAnswerThatLooksLikeAMessageIsAnAnswer() throws Exception {
        try (LinkRecord record = LinkRecord.of(redis).connected()) {
            for (String word : List.of("message", "pmessage", "subscribe")) {
                get(record.link.set(bytes("key"), bytes(word), 60_000));
                for (int others = 0; others < 5; others++) {
                    List<byte[]> keys = new ArrayList<>();
                    for (int i = 0; i < others; i++) {
                        keys.add(CHANNEL);
                    }
                    assertThat(text(get(record.link.lookUp(bytes("key"), keys)).values().get(0))).isEqualTo(word);
                }
            }
            assertThat(record.events).containsExactly("connected");
        }
    }

    @Test
    void aServerThatStartsAnewIsAnother() throws Exception {
        try (RedisProcess server = RedisProcess.start(); LinkRecord record = LinkRecord.of(server).connected()) {
            RedisEra before = record.link.era();
            get(record.link.set(bytes("a"), bytes("1"), 60_000));
            server.pause();
            CompletionStage<Void> pending = record.link.set(bytes("a"), bytes("2"), 60_000);
            server.kill();
            assertThat(failure(pending).reason()).isEqualTo(RedisFailure.Reason.DISCONNECTED);
            Await.until("the end of the era", () -> record.has("disconnected"));
            assertThat(record.link.isConnected()).isFalse();
            assertThat(failure(record.link.lookUp(bytes("a"), List.of())).reason()).isEqualTo(RedisFailure.Reason.DISCONNECTED);
            assertThat(failure(record.link.publish(CHANNEL, bytes("a"))).reason()).isEqualTo(RedisFailure.Reason.DISCONNECTED);
            server.startAgain();
            record.connected(2);
            assertThat(record.servers.get(1)).isNotEqualTo(record.servers.get(0));
            assertThat(record.look("a")).isEqualTo("(nil)");
            assertThat(failure(before.set(bytes("a"), bytes("3"), 60_000)).reason()).isEqualTo(RedisFailure.Reason.DISCONNECTED);
            get(record.link.publish(CHANNEL, bytes("hello")));
            Await.until("a message", () -> record.has("message: hello"));
            assertThat(record.events).hasSize(4).element(1).asString().startsWith("disconnected: ");
        }
    }

    @Test
    void aCallerMayEndTheEra() throws Exception {
        try (LinkRecord record = LinkRecord.of(redis).connected()) {
            CompletionStage<Void> before = record.link.set(bytes("a"), bytes("1"), 60_000);
            record.link.reset("somebody said so");
            record.connected(2);
            before.toCompletableFuture().handle((done, failure) -> null).join();
            assertThat(record.events).containsExactly("connected", "disconnected: somebody said so", "connected");
            assertThat(record.servers.get(1)).isEqualTo(record.servers.get(0));
            redis.ask("CLIENT", "KILL", "TYPE", "pubsub");
            record.connected(3);
            assertThat(record.look("a")).isIn("1", "(nil)");
        }
    }

    @Test
    void aServerThatHangsCostsNoMoreThanTheTimeOut() throws Exception {
        try (RedisProcess server = RedisProcess.start();
                LinkRecord record = LinkRecord.of(server, Duration.ofMillis(20)).connected()) {
            server.pause();
            CompletionStage<Void> pending = record.link.set(bytes("a"), bytes("1"), 60_000);
            Await.until("the breaker to open", () -> record.link.counters().toString(), () -> {
                RedisFailure failure = failure(record.link.lookUp(bytes("a"), List.of()));
                assertThat(failure.reason()).isIn(RedisFailure.Reason.TIMED_OUT, RedisFailure.Reason.BREAKER_OPEN);
                return failure.reason() == RedisFailure.Reason.BREAKER_OPEN;
            });
            assertThat(record.link.counters().timeouts()).isGreaterThanOrEqualTo(Breaker.ENOUGH);
            assertThat(record.link.counters().refused()).isPositive();
            assertThat(record.link.counters().breaker()).isNotEqualTo("closed");
            assertThat(record.link.isConnected()).isTrue();

            byte[] part = new byte[5 << 20];
            List<CompletionStage<Void>> stores = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                stores.add(record.link.store(bytes("big"), part, 60_000, true));
            }
            assertThat(record.link.counters().storing()).isEqualTo(3 * (3L + part.length));
            assertThat(failure(record.link.store(bytes("big"), part, 60_000, true)).reason()).isEqualTo(RedisFailure.Reason.FULL);

            server.goOn();
            get(pending);
            stores.forEach(LinkRecord::get);
            Await.until("an answer in time",
                    () -> record.link.lookUp(bytes("a"), List.of())
                            .handle((found, failure) -> failure == null && text(found.values().get(0)).equals("1"))
                            .toCompletableFuture().join());
            assertThat(record.link.counters().breaker()).isEqualTo("closed");
            assertThat(record.link.counters().storing()).isZero();
            assertThat(record.events).containsExactly("connected");
        }
    }

    /** Whatever ends an era, no command waits for ever, and eras do not overlap. */
    @Test
    void everyCommandHasAnEnd() throws Exception {
        try (LinkRecord record = LinkRecord.of(redis).connected()) {
            Queue<CompletionStage<?>> stages = new ConcurrentLinkedQueue<>();
            AtomicBoolean goesOn = new AtomicBoolean(true);
            List<Thread> callers = new ArrayList<>();
            for (int caller = 0; caller < 3; caller++) {
                byte[] key = bytes("key" + caller);
                callers.add(new Thread(() -> {
                    for (int i = 0; goesOn.get(); i++) {
                        byte[] value = bytes(Integer.toString(i));
                        RedisEra era = record.link.era();
                        if (era == null) {
                            Thread.yield();
                            continue;
                        }
                        CompletionStage<?> set = era.set(key, value, 60_000);
                        CompletionStage<?> look = era.lookUp(key, List.of()).thenAccept(
                                found -> assertThat(found.values().get(0)).isEqualTo(value));
                        stages.addAll(List.of(set, look, era.publish(CHANNEL, value), era.big(key),
                                era.store(key, value, 60_000, false), era.setIfAbsent(key, value, 60_000)));
                        // Each waits for its own, so that the queue stays short.
                        set.toCompletableFuture().handle((done, failure) -> null).join();
                    }
                }));
            }
            callers.forEach(Thread::start);
            for (int era = 2; era < 8; era++) {
                if (era % 2 == 0) {
                    record.link.reset("a test wants it");
                } else {
                    redis.ask("CLIENT", "KILL", "TYPE", "normal");
                }
                record.connected(era);
            }
            goesOn.set(false);
            for (Thread caller : callers) {
                caller.join();
            }
            for (CompletionStage<?> stage : stages) {
                Throwable failure = stage.handle((done, why) -> why).toCompletableFuture().get(60, TimeUnit.SECONDS);
                assertThat(failure instanceof CompletionException wrapped ? wrapped.getCause() : failure)
                        .satisfiesAnyOf(none -> assertThat(none).isNull(),
                                some -> assertThat(((RedisFailure) some).reason()).isEqualTo(RedisFailure.Reason.DISCONNECTED));
            }
            List<String> eras = record.events.stream().filter(event -> !event.startsWith("message")).toList();
            for (int i = 0; i < eras.size(); i++) {
                assertThat(eras.get(i)).startsWith(i % 2 == 0 ? "connected" : "disconnected");
            }
        }
    }

    @Test
    void afterItsEndALinkDoesNothing() throws Exception {
        LinkRecord record = LinkRecord.of(redis).connected();
        record.close();
        record.close();
        assertThat(record.events).containsExactly("connected", "disconnected: the link is closed");
        assertThat(failure(record.link.set(bytes("a"), bytes("1"), 1)).reason()).isEqualTo(RedisFailure.Reason.DISCONNECTED);
        record.link.reset("nobody");
        // One that has not been connected yet.
        LinkRecord early = LinkRecord.of(redis, LONG);
        early.close();
        LinkRecord nowhere = LinkRecord.of(LinkRecord.at(1, LONG));
        assertThat(failure(nowhere.link.lookUp(bytes("a"), List.of())).reason()).isEqualTo(RedisFailure.Reason.DISCONNECTED);
        nowhere.close();
        assertThat(nowhere.events).isEmpty();
    }
}
