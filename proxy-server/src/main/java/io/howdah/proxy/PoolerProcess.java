package io.howdah.proxy;

import io.howdah.config.ConfigException;
import io.howdah.config.ConfigSource;
import io.howdah.config.EffectiveConfigPrinter;
import io.howdah.config.PoolerConfig;
import io.howdah.console.view.ControlException;
import io.howdah.console.view.PoolerState;
import io.howdah.proxy.process.Background;
import io.howdah.proxy.process.PidFile;
import io.howdah.proxy.process.ProcessSignals;
import io.howdah.proxy.process.ServiceManager;
import io.howdah.proxy.process.SystemUser;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pooler as a process: its log, its pid file, its signals, and its messages to the service manager. An object runs once. */
final class PoolerProcess {

    private static final Logger LOG = LoggerFactory.getLogger(PoolerProcess.class);

    private final ConfigSource source;
    private final Logging logging;
    private final boolean quiet;
    private final boolean background;
    private final ServiceManager manager = ServiceManager.of(System.getenv());
    private final CompletableFuture<Pooler> started = new CompletableFuture<>();
    private volatile int status;

    /**
     * @param source the configuration, read again at each reload
     * @param quiet whether the log goes to the logfile only
     * @param background whether the process that has started this one waits to hear that the pooler listens
     */
    PoolerProcess(ConfigSource source, Logging logging, boolean quiet, boolean background) {
        this.source = source;
        this.logging = logging;
        this.quiet = quiet;
        this.background = background;
    }

    /**
     * Runs until an order to end.
     *
     * @return the exit status
     * @throws UncheckedIOException if the pooler cannot start: a file cannot be written, or an address not be bound
     */
    int run() {
        PoolerConfig config = source.config();
        if (quiet) {
            Logging.quiet();
        }
        logging.configure(config.log());
        if (background) {
            Background.leaveSession();
        }
        if (SystemUser.isRoot()) {
            LOG.warn("running as root: better give it a user of its own, by -u or the setting user");
        }
        config.warnings().forEach(warning -> LOG.warn("{}", warning));
        if (LOG.isDebugEnabled()) {
            LOG.debug(Logging.LINES, "running with\n{}", EffectiveConfigPrinter.print(config));
        }
        PidFile pid = null;
        try {
            pid = config.log().pidfile().map(PidFile::write).orElse(null);
            // As in PgBouncer, before anybody hears that the pooler is up. An earlier signal is handled then.
            ProcessSignals.install(Map.of(
                    "HUP", () -> reload(started.join()),
                    "USR1", () -> pause(started.join()),
                    "USR2", () -> resume(started.join()),
                    "INT", () -> orAtOnce(() -> end(started.join(), "INT", ShutdownMode.WAIT_FOR_SERVERS)),
                    "TERM", () -> orAtOnce(() -> terminate(started.join()))));
            Pooler pooler = Pooler.start(source, manager.sockets(), next -> logging.configure(next.log()));
            started.complete(pooler);
            manager.ready();
            if (background) {
                Background.up();
            }
            pooler.ended().join();
            return status;
        } catch (UncheckedIOException e) {
            logging.failed(IoProblems.text(e));
            throw e;
        } finally {
            if (pid != null) {
                pid.close();
            }
        }
    }

    /** Ends the process in any case: an orderly end may fail to load a class if the jar has been replaced meanwhile. */
    private static void orAtOnce(Runnable orderly) {
        try {
            orderly.run();
        } catch (RuntimeException | LinkageError e) {
            try {
                LOG.error("no orderly end is possible, going down immediately: {}", e.toString());
            } finally {
                Runtime.getRuntime().halt(1);
            }
        }
    }

    private void terminate(Pooler pooler) {
        end(pooler, "TERM", ShutdownMode.valueOf(pooler.config().process().terminate().name()));
    }

    private void end(Pooler pooler, String signal, ShutdownMode mode) {
        if (pooler.isEnding()) {
            LOG.info("got SIG{} while shutting down, fast exit", signal);
            pooler.shutdown(ShutdownMode.IMMEDIATE);
            return;
        }
        LOG.info("got SIG{}, shutting down{}", signal, switch (mode) {
            case WAIT_FOR_CLIENTS -> ", waiting for all clients disconnect";
            case WAIT_FOR_SERVERS -> ", waiting for all servers connections to be released";
            case DRAIN -> ", each client at its transaction boundary";
            case IMMEDIATE -> "";
        });
        manager.stopping();
        if (pooler.state().suspended()) {
            // A suspended pooler serves nobody, so no client would ever leave.
            LOG.error("suspend was in progress, going down immediately");
            status = 1;
            pooler.shutdown(ShutdownMode.IMMEDIATE);
            return;
        }
        pooler.shutdown(mode);
    }

    /** SIGUSR1: PAUSE, without waiting for its end. */
    private static void pause(Pooler pooler) {
        try {
            pooler.control().pause(Optional.empty(), Duration.ZERO);
            LOG.info("got SIGUSR1, pausing all activity");
        } catch (ControlException e) {
            LOG.debug("refused", e);
            LOG.info("got SIGUSR1, but already paused/suspended");
        }
    }

    /** SIGUSR2: RESUME. */
    private static void resume(Pooler pooler) {
        PoolerState state = pooler.state();
        if (pooler.isEnding()) {
            LOG.info("got SIGUSR2 while shutting down, ignoring");
        } else if (!state.paused() && !state.suspended()) {
            LOG.info("got SIGUSR2, but not paused/suspended");
        } else {
            LOG.info("got SIGUSR2, continuing from {}", state.suspended() ? "SUSPEND" : "PAUSE");
            pooler.control().resume(Optional.empty());
        }
    }

    /** SIGHUP: RELOAD. A bad file changes nothing, and the log names its faults. */
    private synchronized void reload(Pooler pooler) {
        LOG.info("got SIGHUP, re-reading config");
        manager.reloading();
        try {
            pooler.reload();
        } catch (ConfigException e) {
            LOG.debug("the reload has said what is wrong", e);
        } catch (UncheckedIOException e) {
            LOG.error("reload failed, the running configuration stays in force: {}", IoProblems.text(e));
        } catch (RuntimeException e) {
            LOG.error("reload failed", e);
        }
        manager.ready();
    }
}
