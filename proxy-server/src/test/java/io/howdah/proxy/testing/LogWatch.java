package io.howdah.proxy.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/** Keeps what this JVM logs until the watch is closed, one text for each message: the level, the message, and its exception. */
public final class LogWatch implements AutoCloseable {

    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final Level least;
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            if (event.getLevel().isGreaterOrEqual(least)) {
                lines.add(event.getLevel() + " " + event.getFormattedMessage() + exception(event.getThrowableProxy()));
            }
        }
    };

    private LogWatch(Level least) {
        this.least = least;
        appender.setContext(root().getLoggerContext());
        appender.start();
        root().addAppender(appender);
    }

    /** A watch that keeps all messages. */
    public static LogWatch start() {
        return new LogWatch(Level.ALL);
    }

    /** A watch that keeps messages of this level and of higher levels. */
    static LogWatch start(Level least) {
        return new LogWatch(least);
    }

    public List<String> lines() {
        return List.copyOf(lines);
    }

    public boolean has(String part) {
        return lines.stream().anyMatch(line -> line.contains(part));
    }

    private static String exception(IThrowableProxy thrown) {
        return thrown == null ? "" : " " + thrown.getClassName() + ": " + thrown.getMessage();
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    @Override
    public void close() {
        root().detachAppender(appender);
        appender.stop();
    }
}
