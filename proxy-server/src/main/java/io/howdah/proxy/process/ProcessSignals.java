package io.howdah.proxy.process;

import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/** Installs the handlers of signals, and gives SIGQUIT back to the system. */
public final class ProcessSignals {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessSignals.class);

    private static final int SIGQUIT = 3;

    private ProcessSignals() {}

    /**
     * Installs handlers by signal name, without SIG. This works also for signals that the parent process ignored: HUP under
     * nohup, INT in the background of a script. Skips a signal that the platform or the JVM does not give away.
     */
    public static void install(Map<String, Runnable> handlers) {
        handlers.forEach((name, action) -> {
            try {
                Signal signal = new Signal(name);
                // The JVM silently installs no handler for HUP, INT and TERM if they were ignored at its start.
                giveBack(signal.getNumber(), "SIG" + name + " may be ignored");
                Signal.handle(signal, received -> action.run());
            } catch (IllegalArgumentException e) {
                LOG.debug("SIG{} cannot be handled here: {}", name, e.getMessage());
            }
        });
        // The JVM keeps SIGQUIT for thread dumps, and no Java handler can have it. The system's default ends the process.
        giveBack(SIGQUIT, "SIGQUIT keeps writing thread dumps");
    }

    private static void giveBack(int number, String otherwise) {
        try {
            CLibrary.get().signal(number, null);
        } catch (UnsatisfiedLinkError | RuntimeException e) {
            LOG.warn("{}: {}", otherwise, e.getMessage());
        }
    }
}
