package io.howdah.bench.process;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns Ctrl-C and SIGTERM into an early but regular end: the JVM waits until the command has shown what it has and closed what it
 * opened.
 */
public final class Interruption implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 60;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::interrupted, "interruption");
    private Runnable stop = () -> { };
    private boolean begun;

    private Interruption() {
    }

    /** From now on, until {@link #close}. */
    public static Interruption watch() {
        Interruption interruption = new Interruption();
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    /** What ends the work at hand early; called at once where the interruption has been already. */
    public synchronized void stopWith(Runnable how) {
        stop = how;
        if (begun) {
            how.run();
        }
    }

    /** Whether there is any point in going on. */
    public synchronized boolean begun() {
        return begun;
    }

    private void interrupted() {
        synchronized (this) {
            begun = true;
            stop.run();
        }
        try {
            ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The command is at its end. */
    @Override
    public void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // That is what it was for.
        }
    }
}
