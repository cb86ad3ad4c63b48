package io.howdah.bench.process;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** What was started one after the other and is closed in the opposite order. */
public final class Parts implements AutoCloseable {

    /** Last started, first closed. */
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    /** @return the part itself */
    public <T extends AutoCloseable> T add(T part) {
        parts.push(part);
        return part;
    }

    /** Closes all after something could not be started. */
    public void closeAfter(Exception failure) {
        try {
            close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /**
     * Closes all, also where one of them fails, and waits for everybody's end, also on a thread that was interrupted.
     *
     * @throws IOException the first failure, with the others suppressed in it
     */
    @Override
    public void close() throws IOException {
        boolean interrupted = Thread.interrupted();
        IOException failure = null;
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                if (failure == null) {
                    failure = new IOException(e);
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw failure;
        }
    }
}
