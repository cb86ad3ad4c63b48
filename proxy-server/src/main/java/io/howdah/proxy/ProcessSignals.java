package io.howdah.proxy;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/** What signals do: HUP reloads, INT ends after the running transactions, TERM drains, QUIT ends at once. */
final class ProcessSignals {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessSignals.class);

    private static final int SIGQUIT = 3;

    /** The one function of the C library that is needed. */
    public interface CLibrary extends Library {
        /** signal(2); a null handler is SIG_DFL. */
        Pointer signal(int number, Pointer handler);
    }

    private ProcessSignals() {}

    /** Installs handlers by signal name, without SIG. A signal the platform does not have is passed over. */
    static void install(Map<String, Runnable> handlers) {
        handlers.forEach((name, action) -> {
            try {
                Signal.handle(new Signal(name), signal -> {
                    LOG.info("got SIG{}", name);
                    action.run();
                });
            } catch (IllegalArgumentException e) {
                LOG.debug("SIG{} cannot be handled here: {}", name, e.getMessage());
            }
        });
        giveQuitBack();
    }

    /** The JVM keeps SIGQUIT for thread dumps, and no Java handler can have it: the system's default, which ends the process, is restored. */
    private static void giveQuitBack() {
        try {
            Native.load("c", CLibrary.class).signal(SIGQUIT, null);
        } catch (UnsatisfiedLinkError | RuntimeException e) {
            LOG.warn("SIGQUIT keeps writing thread dumps: {}", e.getMessage());
        }
    }
}
