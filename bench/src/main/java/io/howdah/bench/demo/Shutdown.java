package io.howdah.bench.demo;

/** Runs a task once: at the regular end, or when a signal ends the JVM, whichever comes first. */
final class Shutdown {

    /** A task that may throw. So late a failure can only be reported. */
    @FunctionalInterface
    interface Task {
        void run() throws Exception;
    }

    private Task task = () -> {};
    private volatile boolean begun;

    private Shutdown() {
    }

    static Shutdown onExit() {
        Shutdown shutdown = new Shutdown();
        Runtime.getRuntime().addShutdownHook(new Thread(shutdown::now, "shutdown"));
        return shutdown;
    }

    synchronized void run(Task task) {
        this.task = task;
    }

    /** Whether the shutdown has begun, so that the command should do no more work. */
    boolean begun() {
        return begun;
    }

    /** A second caller waits until the first has finished: the JVM must not end before. */
    void now() {
        begun = true;
        runOnce();
    }

    private synchronized void runOnce() {
        Task once = task;
        task = () -> {};
        try {
            once.run();
        } catch (Exception e) {
            System.err.println("howdah demo: while stopping: " + e);
        }
    }
}
