package io.howdah.bench.demo;

import io.howdah.config.ConfigException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line of the demo. The demo itself is {@link Demo}. */
@Command(name = "demo", mixinStandardHelpOptions = true,
        description = "Starts PostgreSQL with sample data and the pooler before it, until Ctrl-C.")
public final class DemoCommand implements Callable<Integer> {

    private static final Duration ON_TERMINAL = Duration.ofMillis(500);
    private static final Duration IN_LOG = Duration.ofSeconds(5);

    @Option(names = "--port", defaultValue = "6432", description = "Port of the pooler; ${DEFAULT-VALUE} by default.")
    private int port;

    @Option(names = "--pool-size", defaultValue = "5",
            description = "Server connections of the pool; ${DEFAULT-VALUE} by default.")
    private int poolSize;

    @Option(names = "--duration", paramLabel = "SECONDS", defaultValue = "0", description = "End after this; 0 never.")
    private long seconds;

    @Option(names = "--no-load", description = "Leave the pooler to you alone; otherwise a few clients keep it a little busy.")
    private boolean noLoad;

    @Option(names = "--cache", description = "Keep answers in the result cache, for 10 seconds each.")
    private boolean cache;

    @Option(names = "--data", paramLabel = "FOLDER",
            description = "Where binaries, data and log of PostgreSQL are kept from one run to the next.")
    private Path folder = DemoFolder.standard();

    @Override
    public Integer call() throws InterruptedException {
        if (Demo.isTaken(port)) {
            return failed("port " + port + " is taken: stop what listens there, or choose another with --port");
        }
        long began = System.nanoTime();
        System.out.println("starting PostgreSQL and the pooler ...");
        Shutdown shutdown = Shutdown.onExit();
        try (DemoFolder held = DemoFolder.hold(folder)) {
            Demo demo = Demo.start(held, port, poolSize, cache);
            shutdown.run(demo::close);
            System.out.print(demo.welcome(Duration.ofNanos(System.nanoTime() - began)));
            if (!noLoad) {
                demo.load();
            }
            showNumbers(demo, shutdown);
            shutdown.now();
            return 0;
        } catch (IOException | SQLException | ConfigException | UncheckedIOException e) {
            return failed(e.getMessage());
        }
    }

    /** Shows the numbers until the time is up or the JVM shuts down. */
    private void showNumbers(Demo demo, Shutdown shutdown) throws InterruptedException {
        boolean terminal = System.console() != null;
        PoolNumbers numbers = new PoolNumbers(demo.view());
        Duration period = terminal ? ON_TERMINAL : IN_LOG;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        CountDownLatch never = new CountDownLatch(1);
        while (!shutdown.begun() && (seconds == 0 || System.nanoTime() < end)) {
            String line = numbers.line();
            // Goes back to the first column, and erases the rest of a longer line.
            System.out.print(terminal ? "\r" + line + "\u001b[K" : line + System.lineSeparator());
            System.out.flush();
            long left = seconds == 0 ? Long.MAX_VALUE : Math.max(0, end - System.nanoTime());
            never.await(Math.min(period.toNanos(), left), TimeUnit.NANOSECONDS);
        }
    }

    private static int failed(@Nullable String reason) {
        System.err.println("howdah demo: " + reason);
        return 1;
    }
}
