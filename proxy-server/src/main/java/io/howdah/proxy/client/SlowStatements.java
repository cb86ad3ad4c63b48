package io.howdah.proxy.client;

import io.howdah.proxy.prepared.PreparedStatement;
import io.howdah.proxy.prepared.UnnamedStatement;
import io.howdah.proxy.sql.StatementFingerprint;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The unanswered statements of one client, so that the log can name a slow one (log_min_duration_statement). A client has no such
 * object before the setting is on.
 *
 * <p>The first statement of a batch of the extended protocol stands for the whole batch.
 */
final class SlowStatements {

    private static final Logger LOG = LoggerFactory.getLogger(SlowStatements.class);

    /** Bytes of a text that are kept. */
    private static final int LONGEST_TEXT = 16 << 10;

    /** Characters of a text in the log. */
    private static final int LONGEST_LINE = 1_000;

    /** Requests of a pipeline that are remembered. */
    private static final int MOST = 64;

    /** sqlcommenter's traceparent in the W3C's form: version, trace, parent, flags. */
    private static final Pattern TRACEPARENT = Pattern
            .compile("traceparent='([0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2})'");

    private static final byte[] NOT_KNOWN = {};

    private final ArrayDeque<byte[]> asked = new ArrayDeque<>();
    private boolean inBatch;
    private boolean lost;

    /** A Query with this text is being sent. */
    void query(ByteBuf in, int index, int length) {
        add(ByteBufUtil.getBytes(in, index, Math.min(length, LONGEST_TEXT)));
    }

    /** A Bind of a named statement is being sent. */
    void bound(PreparedStatement statement) {
        if (!inBatch) {
            inBatch = true;
            add(statement.text(LONGEST_TEXT));
        }
    }

    /** A Bind of the unnamed statement is being sent. */
    void bound(UnnamedStatement statement) {
        if (!inBatch) {
            inBatch = true;
            add(statement.present() ? statement.text(LONGEST_TEXT) : NOT_KNOWN);
        }
    }

    /** A Sync or a FunctionCall is being sent: a ReadyForQuery will come. */
    void sync() {
        if (!inBatch) {
            add(NOT_KNOWN);
        }
        inBatch = false;
    }

    private void add(byte[] text) {
        lost |= asked.size() >= MOST;
        if (!lost) {
            asked.add(text);
        }
    }

    /**
     * A ReadyForQuery has come.
     *
     * @param client the client's name in the log
     * @param drained whether the server owes no further answer
     * @param isSlow whether to log the statement
     * @param waitNanos the wait for a server before this statement
     * @param serverNanos from the sending of the statement to this answer
     * @param clientNanos the client's pauses between the statements of this transaction so far
     */
    void answered(Object client, boolean drained, boolean isSlow, long waitNanos, long serverNanos, long clientNanos) {
        byte[] text = lost || asked.isEmpty() ? NOT_KNOWN : asked.poll();
        if (isSlow) {
            log(client, text, waitNanos, serverNanos, clientNanos);
        }
        if (drained) {
            // The server gave no answer to a Sync that it passed over in COPY IN.
            asked.clear();
            lost = false;
        }
    }

    private static void log(Object client, byte[] text, long waitNanos, long serverNanos, long clientNanos) {
        StatementFingerprint fingerprint = StatementFingerprint.of(text);
        String line = text.length == 0 ? "(not known)" : shortened(fingerprint.text());
        Matcher trace = TRACEPARENT.matcher(new String(text, StandardCharsets.ISO_8859_1));
        String traceparent = trace.find() ? trace.group(1) : null;
        LOG.atInfo().setMessage("{} slow statement: {} ms (wait {}, server {}, client {} before) fingerprint={}{}: {}")
                .addArgument(client).addArgument(millis(waitNanos + serverNanos)).addArgument(millis(waitNanos))
                .addArgument(millis(serverNanos)).addArgument(millis(clientNanos)).addArgument(fingerprint.hashText())
                .addArgument(traceparent == null ? "" : " traceparent=" + traceparent).addArgument(line)
                .addKeyValue("duration_ms", number(waitNanos + serverNanos)).addKeyValue("wait_ms", number(waitNanos))
                .addKeyValue("server_ms", number(serverNanos)).addKeyValue("client_ms", number(clientNanos))
                .addKeyValue("fingerprint", fingerprint.hashText()).addKeyValue("traceparent", traceparent)
                .addKeyValue("statement", line).log();
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_LINE ? text : text.substring(0, LONGEST_LINE) + "...";
    }

    private static double number(long nanos) {
        return Math.round(nanos / 1e3) / 1e3;
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.3f", nanos / 1e6);
    }
}
