package io.howdah.bench;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What goes to standard error beside a command's own words. */
final class Logs {

    private Logs() {
    }

    /** Only what went wrong: how PostgreSQL was unpacked, and who logged in, is nobody's question here. */
    static void warningsOnly() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        List.of("io.zonky", "io.howdah", "com.zaxxer").forEach(name -> context.getLogger(name).setLevel(Level.WARN));
    }
}
