package io.howdah.proxy.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.fixtures.Frames;
import io.howdah.proxy.cache.probe.BypassReason;
import io.howdah.proxy.cache.probe.Eligibility;
import io.howdah.proxy.cache.probe.Finding;
import io.howdah.proxy.testing.TestConfig;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One question for all clients that want the same answer at the same time: the test says what PostgreSQL tells, and when. */
@Timeout(60)
class FlightTest {

    private static final String READ = "SELECT * FROM t";
    private static final String UPDATE = "UPDATE t SET a = 1";
    private static final byte[] ROWS = Frames.concat(Frames.rowDescription("a"), Frames.dataRow("1"),
            Frames.commandComplete("SELECT 1"));
    private static final byte[] ANSWER = Frames.concat(ROWS, Frames.readyForQuery('I'));
    private static final Map<Long, String> T = Map.of(1L, "t");
    private static final Finding READS_T = new Finding(new Eligibility(Optional.empty(), List.of("t")), T, false, false, Map.of(),
            false, false, "");
    private static final Finding WRITES_T = new Finding(Eligibility.refused(BypassReason.NOT_A_SELECT, ""), Map.of(), false,
            false,
            T, false, false, "");

    private final List<KnownStatement> questions = new ArrayList<>();
    private final Writes writer = new Writes();
    private ResultCache cache = cache("");
    private Scope scope = scope(cache);

    private ResultCache cache(String settings) {
        return new ResultCache(TestConfig.of("cache: {mode: ttl" + settings + "}").cache(), questions::add);
    }

    private static Scope scope(ResultCache cache) {
        return cache.scope(new Place("db", "u", "db/u", "db", "localhost", List.of()));
    }

    /** Both statements are known. */
    @BeforeEach
    void told() {
        scope = scope(cache);
        assertThat(new Client().wants()).isNull();
        questions.remove(0).told(READS_T);
        runs(UPDATE);
        questions.remove(0).told(WRITES_T);
        writer.ended();
    }

    private void runs(String sql) {
        ByteBuf text = Unpooled.copiedBuffer(sql, StandardCharsets.UTF_8);
        new LoopCache(cache).runsText(writer, scope, text, 0, text.readableBytes());
    }

    private void writes() {
        runs(UPDATE);
        writer.ended();
    }

    /** One client that asks the same question as all others. */
    private final class Client implements Flight.Follower {
        private final LoopCache loop = new LoopCache(cache);
        private final AtomicInteger heard = new AtomicInteger();
        private @Nullable Flight flight;
        private @Nullable Fill fill;

        /** Looks into memory, and then wants the answer. @return what is wanted; null if no answer would be kept, or one is there */
        @Nullable
        Fill wants() {
            fill = null;
            if (find() == null) {
                ByteBuf in = Unpooled.wrappedBuffer(Frames.query(READ));
                fill = loop.fillText(in, scope, CacheableRequest.Kind.QUERY, System.nanoTime());
            }
            return fill;
        }

        @Nullable
        CachedAnswer find() {
            ByteBuf in = Unpooled.wrappedBuffer(Frames.query(READ));
            return loop.read(in, scope) == null ? null
                    : loop.find(in, scope, CacheableRequest.Kind.QUERY, 0, System.nanoTime());
        }

        Client enters() {
            return enters(System.nanoTime());
        }

        Client enters(long now) {
            flight = loop.enter(wanted(), this, now);
            if (leads()) {
                fill.leads(flight);
            }
            return this;
        }

        /** Like {@link #enters}, after a wait. */
        Client asks() {
            flight = loop.lead(wanted(), this, System.nanoTime());
            if (flight != null) {
                fill.leads(flight);
            }
            return this;
        }

        private Fill wanted() {
            Fill wanted = wants();
            assertThat(wanted).isNotNull();
            return wanted;
        }

        boolean leads() {
            return flight != null && flight.isLedBy(this);
        }

        boolean follows() {
            return flight != null && !flight.isLedBy(this);
        }

        void hears(byte[] answer) {
            fill.passing(Unpooled.wrappedBuffer(answer));
        }

        @Override
        public void landed() {
            heard.incrementAndGet();
        }

        int heard() {
            return heard.get();
        }
    }

    // ---- one question

    @Test
    @DisplayName("While a client asks, others with the same key wait; when the answer has been kept, all of them find it")
    void oneQuestion() {
        Client leader = new Client().enters();
        Client one = new Client().enters();
        Client other = new Client().enters();
        assertThat(leader.leads()).isTrue();
        assertThat(one.follows()).isTrue();
        assertThat(other.flight).isSameAs(one.flight).isSameAs(leader.flight);
        leader.fill.leaves();
        leader.hears(Frames.concat(Frames.rowDescription("a"), Frames.dataRow("1")));
        assertThat(one.heard()).as("in the middle of the answer").isZero();
        leader.hears(Frames.concat(Frames.commandComplete("SELECT 1"), Frames.readyForQuery('I')));
        assertThat(one.heard()).isOne();
        assertThat(other.heard()).isOne();
        assertThat(leader.heard()).as("the leader knows it already").isZero();
        assertThat(one.find()).isNotNull().isSameAs(one.flight.answer());
        assertThat(cache.flights().size()).isZero();
        assertThat(new Client().wants()).as("the answer is there").isNull();
    }

    @Test
    @DisplayName("A client that waits no longer hears nothing")
    void leaves() {
        Client leader = new Client().enters();
        Client gone = new Client().enters();
        gone.flight.leave(gone);
        leader.hears(ANSWER);
        assertThat(gone.heard()).isZero();
    }

    @Test
    @DisplayName("Other questions have flights of their own")
    void otherKeys() {
        Client leader = new Client().enters();
        Scope here = scope;
        scope = cache.scope(new Place("db", "other", "db/other", "db", "localhost", List.of()));
        new Client().wants();
        questions.remove(0).told(READS_T);
        assertThat(new Client().enters().leads()).isTrue();
        scope = here;
        assertThat(new Client().enters().flight).isSameAs(leader.flight);
    }

    /** How a question may end without an answer for others. */
    private enum End {
        ERROR {
            @Override
            void of(FlightTest test, Client leader) {
                leader.hears(Frames.error("ERROR", "57014", "canceling statement due to user request"));
            }
        },
        CLIENT_GONE {
            @Override
            void of(FlightTest test, Client leader) {
                leader.fill.drop();
            }
        },
        STALLED {
            @Override
            void of(FlightTest test, Client leader) {
                leader.hears(Frames.rowDescription("a"));
                leader.fill.stalls();
            }
        },
        WRITTEN {
            @Override
            void of(FlightTest test, Client leader) {
                test.writes();
                leader.hears(ANSWER);
            }
        },
        BEING_WRITTEN {
            @Override
            void of(FlightTest test, Client leader) {
                test.runs(UPDATE);
                leader.hears(ANSWER);
                test.writer.ended();
            }
        },
        FLUSHED {
            @Override
            void of(FlightTest test, Client leader) {
                test.cache.flush();
                leader.hears(ANSWER);
            }
        },
        PAUSED {
            @Override
            void of(FlightTest test, Client leader) {
                test.cache.power().pause(true);
                test.cache.power().pause(false);
            }
        },
        BYPASSED {
            @Override
            void of(FlightTest test, Client leader) {
                test.cache.power().bypass(true);
                test.cache.power().bypass(false);
            }
        },
        OFF {
            @Override
            void of(FlightTest test, Client leader) {
                test.cache.configure(TestConfig.of("cache: {mode: \"off\"}").cache());
                test.cache.configure(TestConfig.of("cache: {mode: ttl}").cache());
            }
        };

        abstract void of(FlightTest test, Client leader);
    }

    @ParameterizedTest
    @EnumSource(End.class)
    @DisplayName("However a question ends without an answer that may be given, its followers hear of it at once, and the next may lead")
    void ends(End end) {
        Client leader = new Client().enters();
        Client one = new Client().enters();
        Client other = new Client().enters();
        leader.fill.leaves();
        end.of(this, leader);
        assertThat(one.heard()).isOne();
        assertThat(other.heard()).isOne();
        assertThat(one.flight.answer()).isNull();
        assertThat(one.find()).isNull();
        assertThat(cache.flights().size()).isZero();
        leader.fill.drop();
        assertThat(one.heard()).as("once").isOne();
        assertThat(one.asks().leads()).isTrue();
        assertThat(other.asks().flight).as("another leads already").isNull();
        assertThat(new Client().enters().flight).isSameAs(one.flight);
    }

    @Test
    @DisplayName("A leader that does not take its answer is no leader; its answer is kept all the same when it is complete")
    void stalled() {
        Client leader = new Client().enters();
        Client follower = new Client().enters();
        leader.hears(Frames.rowDescription("a"));
        leader.fill.stalls();
        leader.fill.stalls();
        assertThat(follower.heard()).isOne();
        assertThat(new Client().enters().leads()).isTrue();
        leader.hears(Frames.concat(Frames.dataRow("1"), Frames.commandComplete("SELECT 1"), Frames.readyForQuery('I')));
        assertThat(follower.find()).isNotNull();
        assertThat(follower.heard()).isOne();
    }

    @Test
    @DisplayName("A question whose answer was too long has no followers for a while: they would wait in vain each time")
    void tooLong() {
        cache = cache(", max_entry: 20B");
        told();
        Client leader = new Client().enters();
        Client follower = new Client().enters();
        leader.hears(Frames.rowDescription("a"));
        assertThat(follower.heard()).as("as soon as the answer is too long").isOne();
        assertThat(follower.asks().flight).isNull();
        Client next = new Client();
        assertThat(next.enters().flight).isNull();
        next.hears(ANSWER);
        assertThat(next.enters().flight).isNull();
    }

    @Test
    @DisplayName("An error is no reason not to wait for the same answer the next time")
    void errorIsNotTooLong() {
        Client leader = new Client().enters();
        leader.hears(Frames.error("ERROR", "57014", "canceling statement due to user request"));
        assertThat(new Client().enters().leads()).isTrue();
    }

    // ---- which answer a follower may have

    @Test
    @DisplayName("A client that comes after a write does not wait for a question from before the write, and does not get its answer")
    void arrivesAfterAWrite() {
        Client leader = new Client().enters();
        leader.fill.leaves();
        Client early = new Client().enters();
        writes();
        Client late = new Client().enters();
        assertThat(early.flight.isHopeless()).isTrue();
        assertThat(late.leads()).isTrue();
        late.fill.leaves();
        Client later = new Client().enters();
        assertThat(later.flight).isSameAs(late.flight);
        leader.hears(ANSWER);
        assertThat(early.heard()).isOne();
        assertThat(early.flight.answer()).isNull();
        assertThat(later.heard()).as("this is not its flight").isZero();
        assertThat(later.find()).isNull();
        late.hears(ANSWER);
        assertThat(later.heard()).isOne();
        assertThat(later.find()).isNotNull();
        assertThat(early.find()).as("it looks again, and this answer is new enough").isNotNull();
    }

    @Test
    @DisplayName("A write that ends between the landing and the follower's look takes the answer away")
    void writtenBeforeTheLook() {
        Client leader = new Client().enters();
        Client follower = new Client().enters();
        leader.fill.leaves();
        leader.hears(ANSWER);
        writes();
        assertThat(follower.find()).isNull();
        CachedAnswer came = follower.flight.answer();
        assertThat(came).isNotNull();
        assertThat(follower.loop.mayGive(came, System.nanoTime())).isFalse();
    }

    @Test
    @DisplayName("A question that has waited for its server is as young as the moment it is sent")
    void waitsForAServer() {
        Client leader = new Client().enters();
        Client follower = new Client().enters();
        writes();
        assertThat(follower.flight.isHopeless()).as("before it is sent").isFalse();
        leader.fill.leaves();
        leader.hears(ANSWER);
        assertThat(follower.find()).isNotNull();
    }

    @Test
    @DisplayName("A question that is sent while somebody writes is as old as before")
    void leavesDuringAWrite() {
        Client leader = new Client().enters();
        runs(UPDATE);
        leader.fill.leaves();
        writer.ended();
        leader.hears(ANSWER);
        assertThat(leader.find()).isNull();
    }

    @Test
    @DisplayName("A question that is sent after the catalogs have changed is as old as before: it may read other tables now")
    void leavesAfterDdl() {
        Client leader = new Client().enters();
        runs("ALTER TABLE v ADD c int");
        writer.ended();
        leader.fill.leaves();
        leader.hears(ANSWER);
        assertThat(new Client().wants()).isNull();
        questions.remove(0).told(READS_T);
        assertThat(leader.find()).isNull();
    }

    @Test
    @DisplayName("If memory cannot keep the answer, the followers get it from the flight")
    void withoutMemory() {
        cache = cache(", memory: 1MB, max_entry: 1MB");
        told();
        Client leader = new Client().enters();
        Client follower = new Client().enters();
        String large = "x".repeat((1 << 20) - 100);
        leader.hears(Frames.concat(Frames.rowDescription("a"), Frames.dataRow(large), Frames.commandComplete("SELECT 1"),
                Frames.readyForQuery('I')));
        assertThat(follower.heard()).isOne();
        assertThat(follower.find()).isNull();
        CachedAnswer came = follower.flight.answer();
        assertThat(came).isNotNull();
        assertThat(follower.loop.mayGive(came, System.nanoTime())).isTrue();
    }

    @Test
    @DisplayName("A question that has been under way for long gets no new followers")
    void old() {
        long now = System.nanoTime();
        Client leader = new Client().enters(now);
        assertThat(new Client().enters(now + Flight.LONGEST_NANOS).flight).isSameAs(leader.flight);
        Client next = new Client().enters(now + Flight.LONGEST_NANOS + 1);
        assertThat(next.leads()).isTrue();
        leader.hears(ANSWER);
        assertThat(cache.flights().size()).as("the old one does not take the new one away").isOne();
    }

    @Test
    @DisplayName("Who wants the columns does not wait for an answer without them")
    void columns() {
        Flights flights = new Flights();
        CacheKey key = new CacheKey().begin(scope, (byte) 'Q').end().copy();
        Client leader = new Client();
        Client follower = new Client();
        Flight bare = flights.enter(key, false, leader, 0);
        assertThat(flights.enter(key, true, follower, 0)).isNull();
        assertThat(flights.enter(key, false, follower, 0)).isSameAs(bare);
        bare.land(null);
        Flight full = flights.enter(key, true, leader, 0);
        assertThat(flights.enter(key, false, follower, 0)).isSameAs(full);
        assertThat(flights.enter(key, true, new Client(), 0)).isSameAs(full);
    }

    // ---- the second level

    @Test
    @DisplayName("An answer of the second level is kept and goes to the followers, unless something has been written meanwhile")
    void secondLevel() {
        Client leader = new Client().enters();
        Client follower = new Client().enters();
        Question question = leader.fill.question();
        assertThat(question.tables()).containsExactly("t");
        long best = System.nanoTime() + 1_000_000_000L;
        int rows = Frames.rowDescription("a").length;
        assertThat(leader.fill.found(question.answer(ROWS, rows, best))).isTrue();
        assertThat(follower.heard()).isOne();
        assertThat(follower.find()).isNotNull();
        assertThat(leader.fill.found(question.answer(ROWS, rows, best))).as("once").isFalse();
        leader.fill.leads(leader.flight);
        leader.hears(ANSWER);
        assertThat(scope.counters().fills()).isOne();

        writes();
        Client next = new Client().enters();
        Question stale = next.fill.question();
        writes();
        next.fill.leaves();
        assertThat(next.fill.found(stale.answer(ROWS, rows, best))).as("asked for before the write").isFalse();
        assertThat(next.flight.isOver()).isFalse();
        assertThat(next.fill.found(next.fill.question().answer(ROWS, rows, System.nanoTime() - 1))).as("too old").isFalse();
        assertThat(next.find()).isNull();
    }

    @Test
    @DisplayName("PAUSE CACHE keeps no answer of the second level, BYPASS gives none")
    void secondLevelSwitches() {
        Client client = new Client();
        cache.power().pause(true);
        assertThat(client.enters().flight).isNull();
        CachedAnswer answer = client.fill.question().answer(ROWS, Frames.rowDescription("a").length,
                System.nanoTime() + 1_000_000_000L);
        assertThat(client.fill.found(answer)).isTrue();
        assertThat(client.find()).isNull();
        cache.power().pause(false);
        client.enters();
        cache.power().bypass(true);
        assertThat(client.fill.found(answer)).isFalse();
    }

    @Test
    @DisplayName("A request has the same bytes in any process, whatever numbers its scope and its prepared statement have")
    void requestBytes() {
        byte[] body = Frames.concat(Frames.cstring("SELECT 1"), Frames.int2(0));
        ByteBuf in = Unpooled.wrappedBuffer(Frames.concat(Frames.bind("", "s", "7"), Frames.execute("", 0), Frames.sync()));
        List<byte[]> requests = new ArrayList<>();
        for (int number = 1; number < 3; number++) {
            scope = cache.scope(new Place("db" + number, "u", "u", "db", "localhost", List.of()));
            LoopCache loop = new LoopCache(cache);
            assertThat(loop.read(in, scope)).isNotNull();
            loop.find(in, scope, CacheableRequest.Kind.NAMED, number, 0);
            loop.fillPrepared("statement " + number, () -> body, () -> body, scope, 0);
            questions.remove(0).told(READS_T);
            requests.add(loop.fillPrepared("statement " + number, () -> body, () -> body, scope, 0).question().request());
            Client simple = new Client();
            simple.wants();
            questions.remove(0).told(READS_T);
            requests.add(simple.enters().fill.question().request());
        }
        assertThat(requests.get(2)).isEqualTo(requests.get(0)).contains(body);
        assertThat(requests.get(3)).isEqualTo(requests.get(1)).isNotEqualTo(requests.get(0));
    }

    // ---- many threads

    @Test
    @DisplayName("Many threads at once: each follower hears once, no flight stays, and somebody leads at any time")
    void manyThreads() throws Exception {
        Flights flights = new Flights();
        CacheKey key = new CacheKey().begin(scope, (byte) 'Q').end().copy();
        int threads = 4;
        AtomicInteger followed = new AtomicInteger();
        AtomicInteger left = new AtomicInteger();
        AtomicInteger heard = new AtomicInteger();
        AtomicInteger flying = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(threads);
        for (int thread = 0; thread < threads; thread++) {
            Random random = new Random(thread);
            new Thread(() -> {
                for (int i = 0; i < 20_000; i++) {
                    Flight.Follower client = new Flight.Follower() {
                        @Override
                        public void landed() {
                            heard.incrementAndGet();
                        }
                    };
                    Flight flight = flights.enter(key, true, client, 0);
                    if (flight.isLedBy(client)) {
                        most.accumulateAndGet(flying.incrementAndGet(), Math::max);
                        if (random.nextInt(4) == 0) {
                            Thread.yield();
                        }
                        flying.decrementAndGet();
                        flight.land(null);
                    } else {
                        followed.incrementAndGet();
                        if (random.nextInt(8) == 0) {
                            synchronized (flight) {
                                if (!flight.isOver()) {
                                    flight.leave(client);
                                    left.incrementAndGet();
                                }
                            }
                        }
                    }
                }
                done.countDown();
            }).start();
        }
        done.await();
        assertThat(flights.size()).isZero();
        assertThat(most.get()).isOne();
        assertThat(heard.get() + left.get()).isEqualTo(followed.get());
    }
}
