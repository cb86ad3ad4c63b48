package io.howdah.proxy.traps;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * Fails a test class if Netty's leak detector reported an unreleased buffer meanwhile, or if the pooler logged at level ERROR. In
 * these tests the pooler does so only after an internal error.
 */
public final class LeakWatch implements BeforeAllCallback, AfterAllCallback {

    private static final class Errors extends AppenderBase<ILoggingEvent> {
        private final List<String> found = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            if (event.getLevel() == Level.ERROR) {
                found.add(event.getFormattedMessage() + (event.getThrowableProxy() == null ? ""
                        : " " + event.getThrowableProxy().getClassName() + ": " + event.getThrowableProxy().getMessage()));
            }
        }
    }

    private final Errors errors = new Errors();

    @Override
    public void beforeAll(ExtensionContext context) {
        look(); // Reports leaks of earlier tests now, so that they do not count here.
        errors.start();
        rootLogger().addAppender(errors);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        look();
        rootLogger().detachAppender(errors);
        if (!errors.found.isEmpty()) {
            throw new AssertionError(errors.found.size() + " errors in the log: " + String.join("\n", errors.found));
        }
    }

    /** When the next buffer is made, the detector reports what the garbage collector has found. */
    private static void look() {
        for (int i = 0; i < 3; i++) {
            System.gc();
            PooledByteBufAllocator.DEFAULT.directBuffer(16).release();
        }
    }

    private static Logger rootLogger() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }
}
