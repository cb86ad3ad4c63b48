package io.howdah.proxy;

import io.howdah.config.ConfigException;
import io.howdah.config.ConfigSource;
import io.howdah.config.EffectiveConfigPrinter;
import io.howdah.config.PoolerConfig;
import io.howdah.proxy.console.ProductVersion;
import io.howdah.proxy.process.Background;
import io.howdah.proxy.process.SystemUser;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The command line: {@code howdah FILE} runs the pooler, {@code howdah --check FILE} prints the effective configuration. The
 * options are PgBouncer's.
 */
@Command(
        name = "howdah",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        exitCodeOnInvalidInput = 1,
        description = "PostgreSQL connection pooler. FILE is Howdah's YAML or a pgbouncer.ini.",
        footer = {"", "Also: 'howdah demo' (embedded PostgreSQL with sample data), 'howdah bench'.",
            "Every setting: docs/configuration.md"})
public final class Main implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--check", description = "Check the file, print the effective configuration, and exit: 0 if it is good.")
    private boolean check;

    @Option(names = {"-d", "--daemon"}, description = "Run in the background; returns when it listens, or with its error.")
    private boolean daemon;

    @Option(names = {"-q", "--quiet"}, description = "Write the log to the logfile only.")
    private boolean quiet;

    @Option(names = {"-v", "--verbose"}, description = "Log more.")
    private boolean[] verbose = {};

    @Option(names = {"-u", "--user"}, paramLabel = "USER", description = "Become this system user first.")
    private @Nullable String user;

    @Option(names = {"-R", "--reboot"}, description = "Not available: start a second process with so_reuseport instead.")
    private boolean reboot;

    @Option(names = "--rehearse", hidden = true, help = true,
            description = "Start, log in, end: for the launcher's class archive.")
    private boolean rehearse;

    @Option(names = "--from-environment", description = "Read no file: DATABASE_URL and other variables say everything.")
    private boolean fromEnvironment;

    @Parameters(paramLabel = "FILE", arity = "0..1", description = "Configuration file.")
    private @Nullable Path file;

    /** Runs the command line and exits with its status. */
    public static void main(String[] args) {
        if (Background.isPlainlyAskedFor(List.of(args))) {
            // First, so that this process loads no class that only the background process needs.
            System.exit(inBackground(List.of(args)));
        }
        NettyDefaults.apply();
        System.exit(new CommandLine(new Main()).execute(args));
    }

    @Override
    public Integer call() {
        if (rehearse) {
            Rehearsal.run();
            return 0;
        }
        if (file == null && !fromEnvironment) {
            throw new ParameterException(spec.commandLine(), "Missing required parameter: 'FILE'");
        }
        if (file != null && fromEnvironment) {
            throw new ParameterException(spec.commandLine(), "either FILE or --from-environment, not both");
        }
        if (reboot) {
            return refuse("there is no online restart: set so_reuseport = 1, start the new process beside the old one,"
                    + " then send the old one SIGTERM");
        }
        if (daemon && !check && !Background.isHere()) {
            return inBackground(spec.commandLine().getParseResult().originalArgs());
        }
        ConfigSource source;
        try {
            source = file == null ? ConfigSource.ofEnvironment(System.getenv()) : ConfigSource.read(file, System.getenv());
        } catch (ConfigException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return 1;
        }
        PoolerConfig config = source.config();
        if (check) {
            try {
                TlsFiles.check(config);
            } catch (UncheckedIOException e) {
                return refuse(IoProblems.text(e));
            }
            spec.commandLine().getOut().println(EffectiveConfigPrinter.print(config));
            return 0;
        }
        if (daemon && config.log().pidfile().isEmpty()) {
            return refuse("daemon needs pidfile configured");
        }
        if (daemon && config.log().logfile().isEmpty()) {
            spec.commandLine().getErr().println("howdah: there is no logfile: nothing will be logged");
        }
        try {
            if (user != null) {
                SystemUser.become(user);
            } else {
                config.process().user().ifPresent(SystemUser::become);
            }
            return new PoolerProcess(source, new Logging(verbose.length), quiet || daemon, daemon).run();
        } catch (UncheckedIOException e) {
            return refuse(IoProblems.text(e));
        }
    }

    /** Starts the background process, which reads the file itself and reports errors where this process was started. */
    private static int inBackground(List<String> arguments) {
        try {
            return Background.start(Main.class.getName(), arguments);
        } catch (UncheckedIOException e) {
            System.err.println("howdah: " + IoProblems.text(e));
            return 1;
        }
    }

    private int refuse(@Nullable String message) {
        spec.commandLine().getErr().println("howdah: " + message);
        return 1;
    }

    /** Prints the line of SHOW VERSION first, as PgBouncer does. */
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
