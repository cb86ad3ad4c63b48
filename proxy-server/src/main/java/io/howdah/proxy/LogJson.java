package io.howdah.proxy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.slf4j.event.KeyValuePair;

/** The log as JSON, one object a line: time, pid, level in PgBouncer's words, message, and the event's named values. */
final class LogJson extends EncoderBase<ILoggingEvent> {

    private static final byte[] NOTHING = {};

    private final JsonFactory json = new JsonFactory();
    private final LogStackTrace trace = new LogStackTrace();
    private final long pid = ProcessHandle.current().pid();

    @Override
    public void start() {
        trace.setOptionList(List.of("20"));
        trace.start();
        super.start();
    }

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        try (JsonGenerator line = json.createGenerator(out)) {
            line.writeStartObject();
            line.writeStringField("time", Instant.ofEpochMilli(event.getTimeStamp()).truncatedTo(ChronoUnit.MILLIS).toString());
            line.writeNumberField("pid", pid);
            line.writeStringField("level", level(event.getLevel()));
            line.writeStringField("message", String.valueOf(event.getFormattedMessage()));
            if (event.getKeyValuePairs() != null) {
                for (KeyValuePair pair : event.getKeyValuePairs()) {
                    write(line, pair);
                }
            }
            if (event.getThrowableProxy() != null) {
                line.writeStringField("trace", trace.convert(event));
            }
            line.writeEndObject();
            line.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e); // Writing to memory does not fail.
        }
        return out.toByteArray();
    }

    private static void write(JsonGenerator line, KeyValuePair pair) throws IOException {
        if (pair.value instanceof Number number) {
            line.writeNumberField(pair.key, number.doubleValue());
        } else if (pair.value != null) {
            line.writeStringField(pair.key, pair.value.toString());
        }
    }

    private static String level(Level level) {
        return level == Level.INFO ? "LOG" : level == Level.WARN ? "WARNING" : level.toString();
    }
}
