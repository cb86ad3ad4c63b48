package io.howdah.proxy.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Several clients at once, each on a thread. If a client fails, the test fails with the first failure. */
public final class Clients implements AutoCloseable {

    /** The work of one client. */
    @FunctionalInterface
    public interface Work {
        void run(int number) throws Exception;
    }

    private static final long SECONDS = 100;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Future<?>> started = new ArrayList<>();

    /** Runs the work in the background. */
    public <T> Future<T> start(Callable<T> work) {
        Future<T> future = threads.submit(work);
        started.add(future);
        return future;
    }

    /** Runs the work so many times at once, and waits for all. */
    public static void together(int count, Work work) throws Exception {
        try (Clients clients = new Clients()) {
            for (int number = 0; number < count; number++) {
                int own = number;
                clients.start(() -> {
                    work.run(own);
                    return null;
                });
            }
            clients.join();
        }
    }

    public void join() throws Exception {
        for (Future<?> future : started) {
            result(future);
        }
    }

    public static <T> T result(Future<T> future) throws Exception {
        try {
            return future.get(SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("a client did not end within " + SECONDS + " s", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
