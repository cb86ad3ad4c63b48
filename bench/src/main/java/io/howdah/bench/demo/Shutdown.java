package io.howdah.bench.demo;

/** Runs something once: at the regular end, or when a signal ends the JVM, whichever comes first. */
final class Shutdown {

    /** A task that may fail; at this point a failure can only be told. */
    @FunctionalInterface
    interface Task {
        void run() throws Exception;
    }

    private Task task = () -> { };
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

    /** Whether there is any point in going on. */
    boolean begun() {
        return begun;
    }

    /** A second caller waits until the first has finished: the JVM must not end halfway. */
    void now() {
        begun = true;
        runOnce();
    }

    private synchronized void runOnce() {
        Task once = task;
        task = () -> { };
        try {
            once.run();
        } catch (Exception e) {
            System.err.println("howdah demo: while stopping: " + e);
        }
    }
}
