package io.howdah.bench;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Sets what the libraries log to standard error beside a command's own output. */
final class Logs {

    private Logs() {
    }

    /**
     * Logs warnings and errors only: the commands' readers care neither how PostgreSQL was unpacked nor which client logged in.
     */
    static void warningsOnly() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        List.of("io.zonky", "io.howdah", "com.zaxxer").forEach(name -> context.getLogger(name).setLevel(Level.WARN));
    }
}
