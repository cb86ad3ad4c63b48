package io.howdah.proxy;

import io.howdah.config.ConfigDiff;
import io.howdah.config.ConfigException;
import io.howdah.config.ConfigLoader;
import io.howdah.config.EffectiveConfigPrinter;
import io.howdah.config.PoolerConfig;
import io.howdah.proxy.console.ProductVersion;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command line: {@code howdah FILE} runs the pooler, {@code howdah --check FILE} says what it would run with. */
@Command(
        name = "howdah",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "PostgreSQL connection pooler. FILE is Howdah's YAML or a pgbouncer.ini.",
        footer = {"", "Also: 'howdah demo' (embedded PostgreSQL with sample data), 'howdah bench'.", "Every setting: docs/configuration.md"})
public final class Main implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--check", description = "Check the file, print the effective configuration, and exit: 0 if it is good.")
    private boolean check;

    @Option(names = {"-q", "--quiet"}, description = "Write the log to the logfile only.")
    private boolean quiet;

    @Parameters(paramLabel = "FILE", arity = "1", description = "Configuration file.")
    private Path file;

    /** Runs the command line and exits with its status. */
    public static void main(String[] args) {
        NettyDefaults.apply();
        int status = new CommandLine(new Main()).execute(args);
        if (status >= 0) {
            System.exit(status);
        }
    }

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        PoolerConfig config;
        try {
            config = ConfigLoader.load(file, System.getenv());
        } catch (ConfigException e) {
            err.println(e.getMessage());
            return 1;
        }
        if (check) {
            spec.commandLine().getOut().println(EffectiveConfigPrinter.print(config));
            return 0;
        }
        Logger log = LoggerFactory.getLogger(Main.class);
        Logging logging = new Logging();
        Pooler pooler;
        try {
            logging.configure(config.log());
            if (quiet) {
                Logging.quiet();
            }
            config.warnings().forEach(warning -> log.warn("{}", warning));
            pooler = start(config);
        } catch (UncheckedIOException e) {
            err.println("howdah: " + e.getCause().getMessage());
            return 1;
        }
        ProcessSignals.install(Map.of(
                "HUP", () -> reload(pooler, logging, log),
                "INT", () -> pooler.shutdown(pooler.isEnding() ? ShutdownMode.IMMEDIATE : ShutdownMode.WAIT_FOR_SERVERS),
                "TERM", () -> pooler.shutdown(pooler.isEnding() ? ShutdownMode.IMMEDIATE : ShutdownMode.DRAIN)));
        pooler.ended().join();
        removePid(config, log);
        return 0;
    }

    private static Pooler start(PoolerConfig config) {
        Pooler pooler = Pooler.start(config);
        try {
            writePid(config);
        } catch (UncheckedIOException e) {
            pooler.close();
            throw e;
        }
        return pooler;
    }

    /** A bad file changes nothing: what runs goes on as it is, and the log says what is wrong. */
    private synchronized void reload(Pooler pooler, Logging logging, Logger log) {
        try {
            PoolerConfig next = ConfigLoader.load(file, System.getenv());
            ConfigDiff diff = ConfigDiff.between(pooler.config(), next);
            logging.configure(next.log());
            pooler.reload(next);
            log.info("reloaded {}: changed={}", file, diff.changed());
            if (!diff.needRestart().isEmpty()) {
                log.warn("these settings take effect at the next start: {}", diff.needRestart());
            }
            next.warnings().forEach(warning -> log.warn("{}", warning));
        } catch (ConfigException e) {
            log.error("bad configuration, the running one stays in force:\n{}", e.getMessage());
        } catch (UncheckedIOException e) {
            log.error("reload failed, the running configuration stays in force: {}", e.getCause().getMessage());
        } catch (RuntimeException e) {
            log.error("reload failed", e);
        }
    }

    private static void writePid(PoolerConfig config) {
        config.log().pidfile().ifPresent(path -> {
            try {
                Files.writeString(path, ProcessHandle.current().pid() + "\n");
            } catch (IOException e) {
                throw new UncheckedIOException(new IOException("pidfile " + path + ": " + e.getMessage(), e));
            }
        });
    }

    private static void removePid(PoolerConfig config, Logger log) {
        config.log().pidfile().ifPresent(path -> {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                log.warn("pidfile {}: {}", path, e.toString());
            }
        });
    }

    /** SHOW VERSION's line first, as PgBouncer has it. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {
                ProductVersion.current().text(),
                "java: " + System.getProperty("java.version")
            };
        }
    }
}
