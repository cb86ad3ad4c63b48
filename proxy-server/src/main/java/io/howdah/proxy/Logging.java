package io.howdah.proxy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.encoder.Encoder;
import io.howdah.config.LogSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/** The log's destination, form and amount: logfile (reopened at each reload, for log rotation), verbose, quiet. */
final class Logging {

    /** PgBouncer's line format and level names, for tools that read PgBouncer's log. */
    private static final String PATTERN = "%d{yyyy-MM-dd HH:mm:ss.SSS zzz} [" + ProcessHandle.current().pid() + "] "
            + "%replace(%replace(%level){'INFO','LOG'}){'WARN','WARNING'} %printable%n%trace{20}";

    /** Marks a message that may have several lines; every other message is put on one line. */
    static final Marker LINES = MarkerFactory.getMarker("LINES");

    private final int verbosity;
    private @Nullable FileAppender<ILoggingEvent> file;

    /** @param verbosity how often -v was given: the configuration can raise the amount, but not lower it */
    Logging(int verbosity) {
        this.verbosity = verbosity;
    }

    /**
     * Sets up the log as configured; called again at each reload.
     *
     * @throws UncheckedIOException if the logfile cannot be written; the log then stays as it is
     */
    void configure(LogSettings settings) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Math.max(verbosity, settings.verbose()) > 0 ? Level.DEBUG : Level.INFO);
        if (root.getAppender("STDERR") instanceof ConsoleAppender<ILoggingEvent> terminal) {
            terminal.setEncoder(encoder(context, settings.json()));
        }
        Path wanted = settings.logfile().orElse(null);
        FileAppender<ILoggingEvent> previous = file;
        if (wanted != null) {
            requireWritable(wanted);
        }
        if (previous != null) {
            // Logback refuses a second appender on one file, so the old one must go first.
            root.detachAppender(previous);
            previous.stop();
            file = null;
        }
        if (wanted == null) {
            return;
        }
        FileAppender<ILoggingEvent> next = new FileAppender<>();
        next.setContext(context);
        next.setName("file-" + System.nanoTime());
        next.setFile(wanted.toString());
        next.setPrudent(false);
        next.setEncoder(encoder(context, settings.json()));
        next.start();
        root.addAppender(next);
        file = next;
    }

    private static Encoder<ILoggingEvent> encoder(LoggerContext context, boolean json) {
        Encoder<ILoggingEvent> encoder;
        if (json) {
            encoder = new LogJson();
        } else {
            PatternLayoutEncoder lines = new PatternLayoutEncoder();
            lines.setPattern(PATTERN);
            encoder = lines;
        }
        encoder.setContext(context);
        encoder.start();
        return encoder;
    }

    /** Checks the logfile, since Logback reports no error to the caller. */
    private static void requireWritable(Path file) {
        try {
            if (file.toAbsolutePath().getParent() != null) {
                Files.createDirectories(file.toAbsolutePath().getParent());
            }
            Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND).close();
        } catch (IOException e) {
            throw new UncheckedIOException(new IOException("logfile " + file + " cannot be written: " + e.getMessage(), e));
        }
    }

    /** Writes to the logfile why the start has failed; the terminal gets the reason elsewhere. */
    void failed(@Nullable String message) {
        if (file != null) {
            LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
            LoggingEvent event = new LoggingEvent(Logging.class.getName(), context.getLogger(Logging.class), Level.ERROR, message,
                    null, null);
            event.addMarker(LINES);
            file.doAppend(event);
        }
    }

    /** Writes no log to the terminal: a daemon writes to its logfile alone. */
    static void quiet() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender("STDERR");
    }
}
