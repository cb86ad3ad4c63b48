package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.howdah.protocol.BackendType;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.TestPooler;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

/** Tests log_min_duration_statement. */
class SlowStatementsIT {

    private static final byte READY = BackendType.READY_FOR_QUERY;

    /** A busy machine may hold a quick statement up for some hundred milliseconds, and no longer. */
    private static final int LIMIT_MILLIS = 1_000;

    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private final TestPostgres postgres = PostgresVersion.V18.server();
    private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            events.add(event);
        }
    };

    @BeforeEach
    void listen() {
        appender.start();
        logger().addAppender(appender);
    }

    @AfterEach
    void deaf() {
        logger().detachAppender(appender);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger("io.howdah.proxy.client.SlowStatements");
    }

    private static Object value(ILoggingEvent event, String name) {
        for (KeyValuePair pair : event.getKeyValuePairs()) {
            if (pair.key.equals(name)) {
                return pair.value;
            }
        }
        throw new AssertionError("no " + name + " in " + event);
    }

    private List<Object> statements() {
        return events.stream().map(event -> value(event, "statement")).collect(Collectors.toList());
    }

    private TestPooler pooler(String limit) {
        return PoolerFile.before(postgres).set("default_pool_size", 1).set("log_min_duration_statement", limit).start();
    }

    @Test
    @DisplayName("off unless asked for")
    void off() throws Exception {
        try (TestPooler pooler = pooler("-1"); ScriptedClient client = pooler.client()) {
            for (int i = 0; i < 3; i++) {
                client.query("SELECT pg_sleep(0.2)");
            }
            assertThat(events).isEmpty();
        }
    }

    @Test
    @DisplayName("those alone that take as long, each by its own text without values, in every protocol and inside pipelines")
    void longOnes() throws Exception {
        try (TestPooler pooler = pooler(Integer.toString(LIMIT_MILLIS)); ScriptedClient client = pooler.client()) {
            client.query("SELECT 'waits until the server is open'");
            events.clear();
            client.query("SELECT 'quick'");
            client.query("SELECT pg_sleep(1.2), 'a secret' /*traceparent='" + TRACE + "'*/");
            client.send(Frames.parse("s", "SELECT pg_sleep(1.3), $1::text"), Frames.sync());
            client.readUntil(READY);
            // In a pipeline a statement's time begins when the pooler has read the answer before it, which may be late.
            client.send(Frames.bind("", "s", "hidden"), Frames.execute("", 0), Frames.sync(),
                    Frames.query("SELECT 'quick again'"),
                    Frames.parse("", "SELECT pg_sleep(2.4) -- unnamed"), Frames.bind("", ""), Frames.execute("", 0),
                    Frames.sync(), Frames.query("SELECT pg_sleep(2.4), 'the last'"));
            for (int i = 0; i < 4; i++) {
                client.readUntil(READY);
            }
            Await.until("all lines", () -> events.size() >= 4);
            assertThat(statements()).containsExactly(
                    "select pg_sleep (?), ?", "select pg_sleep (?), $1 :: text", "select pg_sleep (?)", "select pg_sleep (?), ?");
            assertThat(value(events.get(0), "traceparent")).isEqualTo(TRACE);
            assertThat(value(events.get(1), "traceparent")).isNull();
            assertThat(events.get(0).getFormattedMessage()).contains("/app@127.0.0.1:").contains(" slow statement: ")
                    .contains(" traceparent=" + TRACE);
            for (ILoggingEvent event : events) {
                assertThat(event.getFormattedMessage()).doesNotContain("secret").doesNotContain("hidden").doesNotContain("quick");
                assertThat((double) value(event, "server_ms")).isBetween((double) LIMIT_MILLIS, 30_000.0);
            }
        }
    }

    @Test
    @DisplayName("the wait for a server counts, and is told apart from what the server and the client took")
    void split() throws Exception {
        try (TestPooler pooler = pooler(Integer.toString(LIMIT_MILLIS));
                ScriptedClient holder = pooler.client();
                ScriptedClient client = pooler.client()) {
            holder.query("BEGIN");
            client.send(Frames.query("SELECT 'after a wait'"));
            pooler.awaitWaiting(1);
            holder.query("SELECT pg_sleep(1.2)");
            events.clear();
            holder.query("COMMIT");
            client.readUntil(READY);
            Await.until("the line", () -> events.size() == 1);
            ILoggingEvent line = events.get(0);
            assertThat((double) value(line, "wait_ms")).isGreaterThan(LIMIT_MILLIS);
            assertThat((double) value(line, "server_ms")).isLessThan((double) value(line, "wait_ms"));
            assertThat((double) value(line, "duration_ms")).isCloseTo(
                    (double) value(line, "wait_ms") + (double) value(line, "server_ms"),
                    Offset.offset(0.01));
        }
    }
}
