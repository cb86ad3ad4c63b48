package io.howdah.bench.process;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns Ctrl-C and SIGTERM into an early but regular end. The JVM waits until the command has shown its results and closed its
 * connections and child processes.
 */
public final class Interruption implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 60;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::interrupted, "interruption");
    private Runnable stop = () -> {};
    private boolean begun;

    private Interruption() {
    }

    /** Watches from now on, until {@link #close}. */
    public static Interruption watch() {
        Interruption interruption = new Interruption();
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    /** Registers the action that ends the current work early. Runs the action at once if the interruption has come already. */
    public synchronized void stopWith(Runnable how) {
        stop = how;
        if (begun) {
            how.run();
        }
    }

    /** Whether Ctrl-C or SIGTERM has come, so that the command should do no more work. */
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

    /** Tells the waiting JVM that the command has ended. */
    @Override
    public void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // The JVM is shutting down, and the hook has served its purpose.
        }
    }
}
