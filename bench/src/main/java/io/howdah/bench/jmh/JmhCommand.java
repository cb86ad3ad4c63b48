package io.howdah.bench.jmh;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs JMH from the bench jar. JMH forks JVMs of its own. */
@Command(name = "jmh", mixinStandardHelpOptions = true,
        description = {"Times the pooler's classes alone, with JMH.", "  howdah bench jmh Relay -- -prof gc"})
public final class JmhCommand implements Callable<Integer> {

    @Parameters(paramLabel = "REGEX", description = "Which benchmarks, all by default; behind --, options of JMH's own "
            + "(-- -h lists them).")
    private List<String> arguments = new ArrayList<>();

    @Option(names = "--list", description = "Only lists them.")
    private boolean list;

    @Override
    public Integer call() throws Exception {
        try {
            CommandLineOptions options = new CommandLineOptions(arguments.toArray(String[]::new));
            if (options.shouldHelp()) {
                options.showHelp();
            } else if (list || options.shouldList()) {
                new Runner(options).list();
            } else {
                // By default JMH leaves a failed benchmark out of its table and reports no failure.
                boolean strict = options.shouldFailOnError().orElse(true);
                return new Runner(new OptionsBuilder().parent(options).shouldFailOnError(strict).build()).run().isEmpty()
                        ? failed("no benchmark ran") : 0;
            }
            return 0;
        } catch (CommandLineOptionException | RunnerException e) {
            return failed(e.getMessage());
        }
    }

    private static int failed(@Nullable String reason) {
        System.err.println("howdah bench jmh: " + reason);
        return 1;
    }
}
