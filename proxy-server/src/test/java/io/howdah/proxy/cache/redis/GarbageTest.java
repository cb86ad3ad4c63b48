package io.howdah.proxy.cache.redis;

import static io.howdah.proxy.cache.redis.LinkRecord.LONG;
import static io.howdah.proxy.cache.redis.LinkRecord.bytes;
import static io.howdah.proxy.cache.redis.LinkRecord.failure;
import static io.howdah.proxy.cache.redis.LinkRecord.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.FreePort;
import io.howdah.proxy.testing.LeakWatch;
import io.howdah.proxy.testing.LogWatch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that answers with garbage, with errors or not at all. */
@Timeout(120)
class GarbageTest {

    @RegisterExtension
    static final LeakWatch WATCH = LeakWatch.withLog();

    private static LinkRecord link(FakeRedis server) {
        return LinkRecord.of(LinkRecord.at(server.port(), LONG));
    }

    /** Answers of a right form but not of the command's. They make the command fail, never more. */
    @Test
    void anAnswerOfTheWrongTypeFailsItsCommand() throws Exception {
        Map<String, RedisFailure.Reason> answers = Map.ofEntries(
                Map.entry(":5\r\n", RedisFailure.Reason.GARBAGE),
                Map.entry("+OK\r\n", RedisFailure.Reason.GARBAGE),
                Map.entry("_\r\n", RedisFailure.Reason.GARBAGE),
                Map.entry("*-1\r\n", RedisFailure.Reason.GARBAGE),
                Map.entry("*0\r\n", RedisFailure.Reason.GARBAGE),
                Map.entry("*1\r\n$1\r\na\r\n", RedisFailure.Reason.GARBAGE),
                Map.entry("*3\r\n$1\r\na\r\n$1\r\nb\r\n$1\r\nc\r\n", RedisFailure.Reason.GARBAGE),
                Map.entry("*2\r\n:1\r\n:2\r\n", RedisFailure.Reason.GARBAGE),
                Map.entry("*2\r\n*1\r\n:1\r\n#t\r\n", RedisFailure.Reason.GARBAGE),
                Map.entry("%1\r\n:1\r\n,2.5\r\n", RedisFailure.Reason.GARBAGE),
                Map.entry("-ERR no\r\n", RedisFailure.Reason.REFUSED),
                Map.entry("-\r\n", RedisFailure.Reason.REFUSED),
                Map.entry("!6\r\nERR no\r\n", RedisFailure.Reason.GARBAGE),
                Map.entry("-MOVE D\r\n", RedisFailure.Reason.REFUSED));
        try (FakeRedis server = new FakeRedis(); LinkRecord record = link(server).connected()) {
            for (Map.Entry<String, RedisFailure.Reason> answer : answers.entrySet()) {
                server.answer("MGET", answer.getKey());
                RedisFailure failure = failure(record.link.lookUp(bytes("a"), List.of(bytes("b"))));
                assertThat(failure.reason()).as(answer.getKey()).isEqualTo(answer.getValue());
                server.answer("MGET", "*2\r\n$1\r\nx\r\n$-1\r\n");
                assertThat(get(record.link.lookUp(bytes("a"), List.of(bytes("b")))).values()).hasSize(2)
                        .satisfies(values -> assertThat(values.get(0)).isEqualTo(bytes("x")));
            }
            for (String answer : List.of("+OK\r\n", "$1\r\nx\r\n", "-ERR no\r\n", "_\r\n")) {
                server.answer("PTTL", answer);
                assertThat(failure(record.link.lookUp(bytes("a"), List.of(bytes("b"))))).as(answer).isNotNull();
            }
            server.answer("GET", ":5\r\n");
            assertThat(failure(record.link.big(bytes("a"))).reason()).isEqualTo(RedisFailure.Reason.GARBAGE);
            assertThat(record.events).containsExactly("connected");
            assertThat(record.link.counters().errors()).isGreaterThanOrEqualTo(answers.size());
        }
    }

    @Test
    void aRefusalFailsTheCommand() throws Exception {
        try (FakeRedis server = new FakeRedis(); LinkRecord record = link(server).connected()) {
            for (String answer : List.of("ERR no", "LOADING Redis is loading", "OOM command not allowed", "NOAUTH please",
                    "NOPERM no", "MISCONF disk")) {
                server.answer("SET", "-" + answer + "\r\n");
                server.answer("PUBLISH", "-" + answer + "\r\n");
                for (CompletionStage<?> stage : List.of(record.link.set(bytes("a"), bytes("b"), 1),
                        record.link.setIfAbsent(bytes("a"), bytes("b"), 1), record.link.publish(bytes("a"), bytes("b")),
                        record.link.store(bytes("a"), bytes("b"), 1, true))) {
                    RedisFailure failure = failure(stage);
                    assertThat(failure.reason()).isEqualTo(RedisFailure.Reason.REFUSED);
                    assertThat(failure).hasMessage(answer);
                }
            }
            for (String answer : List.of("+NO\r\n", ":1\r\n", "$2\r\nNO\r\n", "*0\r\n")) {
                server.answer("SET", answer);
                assertThat(failure(record.link.set(bytes("a"), bytes("b"), 1)).reason()).as(answer)
                        .isEqualTo(RedisFailure.Reason.GARBAGE);
            }
            server.answer("SET", "_\r\n");
            assertThat(failure(record.link.set(bytes("a"), bytes("b"), 1)).reason()).isEqualTo(RedisFailure.Reason.GARBAGE);
            assertThat(get(record.link.setIfAbsent(bytes("a"), bytes("b"), 1))).isFalse();
            assertThat(record.events).containsExactly("connected");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"READONLY You can't write against a read only replica.", "MOVED 5 127.0.0.1:1"})
    void aServerThatIsNoLongerTheMasterEndsTheEra(String answer) throws Exception {
        try (FakeRedis server = new FakeRedis(); LinkRecord record = link(server).connected()) {
            server.answer("SET", "-" + answer + "\r\n");
            assertThat(failure(record.link.set(bytes("a"), bytes("b"), 1))).hasMessage(answer);
            record.connected(2);
            assertThat(record.events).element(1).asString().startsWith("disconnected: ").endsWith(answer);
        }
    }

    /** After bytes that are no answer, nobody knows which answer belongs to which command. */
    @ParameterizedTest
    @ValueSource(strings = {"garbage\r\n", "+OK\r\n", "$x\r\n", "$5\r\nabcdefg\r\n", ">0\r\n", ">1\r\n:1\r\n",
        ">2\r\n$7\r\nmessage\r\n:1\r\n",
        ">3\r\n$11\r\nunsubscribe\r\n$1\r\na\r\n:0\r\n", "\u0000", "*1\r\n$-5\r\n"})
    void whatNobodyHasAskedForEndsTheEra(String text) throws Exception {
        try (FakeRedis server = new FakeRedis(); LinkRecord record = link(server).connected()) {
            server.say(text);
            record.connected(2);
            assertThat(record.events).hasSizeGreaterThanOrEqualTo(3).element(1).asString().startsWith("disconnected: ");
        }
    }

    @Test
    void garbageInAnAnswerEndsTheEra() throws Exception {
        for (String text : List.of("garbage\r\n", "$1\r\nabc\r\n", "*1\r\n=1\r\n\r\n\r\n", "$-7\r\n", "*99999999999999\r\n",
                "*2147483647\r\n", ">1000000000\r\n", "%1000000000\r\n", "$1000000000\r\n")) {
            try (FakeRedis server = new FakeRedis(); LinkRecord record = link(server).connected()) {
                server.answer("MGET", text);
                assertThat(failure(record.link.lookUp(bytes("a"), List.of())).reason()).as(text)
                        .isEqualTo(RedisFailure.Reason.DISCONNECTED);
                record.connected(2);
                assertThat(record.events.get(1)).startsWith("disconnected: garbage: ");
            }
        }
    }

    @Test
    void anAnswerWithoutAnEndDoesNotFillTheMemory() throws Exception {
        try (FakeRedis server = new FakeRedis(); LinkRecord record = link(server).connected()) {
            server.answer("MGET", "*5\r\n" + ("$14000000\r\n" + "x".repeat(14_000_000) + "\r\n").repeat(5));
            assertThat(failure(record.link.lookUp(bytes("a"), List.of()))).isNotNull();
            record.connected(2);
            assertThat(record.events.get(1)).startsWith("disconnected: garbage: an answer of more than ");
        }
    }

    @Test
    void messagesOfOtherKindsAreLeftAlone() throws Exception {
        try (FakeRedis server = new FakeRedis(); LinkRecord record = link(server).connected()) {
            server.say(">3\r\n$7\r\nmessage\r\n$1\r\na\r\n$5\r\nhello\r\n>2\r\n$10\r\ninvalidate\r\n*1\r\n$1\r\na\r\n");
            Await.until("the message", () -> record.has("message: hello"));
            assertThat(get(record.link.publish(bytes("a"), bytes("b")))).isNull();
            assertThat(record.events).containsExactly("connected", "message: hello");
        }
    }

    @Test
    void aServerThatIsNotReadyIsNotTaken() throws Exception {
        Map<String, String> wrong = Map.of("INFO", FakeRedis.bulk("role:master\r\n"), "HELLO", "-ERR unknown command\r\n",
                "PTTL", "-LOADING Redis is loading\r\n", "SUBSCRIBE", "-NOPERM no channels\r\n");
        for (Map.Entry<String, String> answer : wrong.entrySet()) {
            try (LogWatch log = LogWatch.start();
                    FakeRedis server = new FakeRedis().answer(answer.getKey(), answer.getValue());
                    LinkRecord record = link(server)) {
                Await.until("a line", () -> ": " + log.lines(), () -> log.has("cannot connect to Redis at 127.0.0.1:"));
                Await.until("another attempt", () -> server.connections.get() > 2);
                assertThat(record.events).isEmpty();
                assertThat(log.lines()).filteredOn(line -> line.contains("cannot connect")).hasSize(1);
            }
        }
        for (String info : List.of(FakeRedis.INFO.replace("master", "slave"), FakeRedis.INFO.replace("loading:0", "loading:1"))) {
            try (FakeRedis server = new FakeRedis().answer("INFO", FakeRedis.bulk(info)); LinkRecord record = link(server)) {
                Await.until("another attempt", () -> server.connections.get() > 1);
                assertThat(record.events).isEmpty();
                server.answer("INFO", FakeRedis.bulk(FakeRedis.INFO));
                record.connected();
            }
        }
    }

    /** Who is refused need not wait for long; silence may end. */
    @Test
    void silenceIsNoRefusal() throws Exception {
        try (LinkRecord record = LinkRecord.of(LinkRecord.at(FreePort.choose(), LONG))) {
            Await.until("a refusal by the system", () -> record.refusals.contains(true));
        }
        try (FakeRedis server = new FakeRedis().answer("HELLO", "-WRONGPASS no\r\n"); LinkRecord record = link(server)) {
            Await.until("a refusal by the server", () -> record.refusals.contains(true));
        }
        try (FakeRedis server = new FakeRedis().answer("HELLO", ""); LinkRecord record = link(server)) {
            Await.until("an attempt that fails", () -> !record.refusals.isEmpty());
            assertThat(record.refusals).containsOnly(false);
        }
    }

    @Test
    void aServerThatSaysNothingHoldsNothingUp() throws Exception {
        try (FakeRedis server = new FakeRedis().answer("HELLO", ""); LinkRecord record = link(server)) {
            Await.until("a connection", () -> server.connections.get() > 0);
            assertThat(failure(record.link.lookUp(bytes("a"), List.of())).reason()).isEqualTo(RedisFailure.Reason.DISCONNECTED);
        }
        try (FakeRedis server = new FakeRedis().answer("HELLO", "close"); LinkRecord record = link(server)) {
            Await.until("several attempts", () -> server.connections.get() > 3);
            server.answer("HELLO", "%1\r\n+proto\r\n:3\r\n");
            record.connected();
            server.answer("MGET", "").answer("GET", "");
        }
        try (FakeRedis server = new FakeRedis().answer("MGET", "");
                LinkRecord record = LinkRecord.of(LinkRecord.at(server.port(), Duration.ofMillis(5))).connected()) {
            assertThat(failure(record.link.lookUp(bytes("a"), List.of())).reason()).isEqualTo(RedisFailure.Reason.TIMED_OUT);
            assertThat(record.link.isConnected()).isTrue();
        }
    }
}
