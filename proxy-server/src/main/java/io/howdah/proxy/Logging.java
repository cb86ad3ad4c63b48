package io.howdah.proxy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import io.howdah.config.LogSettings;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the log goes and how much of it: logfile (reopened at each reload, so that it can be rotated), verbose, quiet. */
final class Logging {

    private static final String PATTERN =
            "%d{yyyy-MM-dd HH:mm:ss.SSS zzz} [" + ProcessHandle.current().pid() + "] %-5level %msg%n%rEx{20}";

    private FileAppender<ILoggingEvent> file;
    private Path path;

    /** Sets up the log as configured; called again at each reload. */
    void configure(LogSettings settings) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(settings.verbose() > 0 ? Level.DEBUG : Level.INFO);
        Path wanted = settings.logfile().orElse(null);
        if (wanted == null) {
            return;
        }
        FileAppender<ILoggingEvent> previous = file;
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.start();
        FileAppender<ILoggingEvent> next = new FileAppender<>();
        next.setContext(context);
        next.setName("file-" + System.nanoTime());
        next.setFile(wanted.toString());
        next.setPrudent(false);
        next.setEncoder(encoder);
        if (previous != null && wanted.equals(path)) {
            // Logback refuses a second appender on one file: the old one leaves first.
            root.detachAppender(previous);
            previous.stop();
        }
        next.start();
        if (next.isStarted()) {
            root.addAppender(next);
            file = next;
            path = wanted;
        }
    }

    /** Keeps the log out of the terminal: daemons write to their file alone. */
    static void quiet() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender("STDERR");
    }
}
