package io.howdah.proxy.process;

import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/** Gives signals to those who act on them, and SIGQUIT back to the system. */
public final class ProcessSignals {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessSignals.class);

    private static final int SIGQUIT = 3;

    private ProcessSignals() {}

    /** Installs handlers by signal name, without SIG. A signal the platform or the JVM does not give away is passed over. */
    public static void install(Map<String, Runnable> handlers) {
        handlers.forEach((name, action) -> {
            try {
                Signal.handle(new Signal(name), signal -> action.run());
            } catch (IllegalArgumentException e) {
                LOG.debug("SIG{} cannot be handled here: {}", name, e.getMessage());
            }
        });
        giveQuitBack();
    }

    /** The JVM keeps SIGQUIT for thread dumps, and no Java handler can have it: the system's default, which ends the process, is restored. */
    private static void giveQuitBack() {
        try {
            CLibrary.get().signal(SIGQUIT, null);
        } catch (UnsatisfiedLinkError | RuntimeException e) {
            LOG.warn("SIGQUIT keeps writing thread dumps: {}", e.getMessage());
        }
    }
}
