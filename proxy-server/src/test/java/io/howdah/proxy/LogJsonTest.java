package io.howdah.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.jr.ob.JSON;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class LogJsonTest {

    private final LoggerContext context = new LoggerContext();

    private String line(LoggingEvent event) {
        LogJson json = new LogJson();
        json.setContext(context);
        json.start();
        return new String(json.encode(event), StandardCharsets.UTF_8);
    }

    private LoggingEvent event(Level level, String message, Throwable problem) {
        return new LoggingEvent(LogJsonTest.class.getName(), context.getLogger("x"), level, message, problem, null);
    }

    @Test
    @DisplayName("an object a line, whatever is in the message")
    void hostile() throws Exception {
        String line = line(event(Level.INFO, "db=a\"b\nforged \u0000 \u2028 Zo\u00eb", null));
        assertThat(line).endsWith("}\n").doesNotContain("forged \u0000").matches("(?s)[^\n]*\n");
        Map<String, Object> read = JSON.std.mapFrom(line);
        assertThat(read).containsEntry("level", "LOG").containsEntry("message", "db=a\"b\nforged \u0000 \u2028 Zo\u00eb")
                .containsEntry("pid", (int) ProcessHandle.current().pid());
        assertThat((String) read.get("time")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{3})?Z");
    }

    @Test
    @DisplayName("what an event has by name is there by name, numbers as numbers; levels are PgBouncer's; a stack trace is one string")
    void fields() throws Exception {
        LoggingEvent event = event(Level.WARN, "slow", new IllegalStateException("why\nnot"));
        event.setKeyValuePairs(java.util.List.of(new KeyValuePair("wait_ms", 1.5), new KeyValuePair("none", null),
                new KeyValuePair("statement", "?")));
        Map<String, Object> read = JSON.std.mapFrom(line(event));
        assertThat(read).containsEntry("level", "WARNING").containsEntry("wait_ms", 1.5).containsEntry("statement", "?")
                .doesNotContainKey("none");
        assertThat((String) read.get("trace")).contains("IllegalStateException").contains("LogJsonTest");
    }
}
