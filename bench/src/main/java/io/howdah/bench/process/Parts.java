package io.howdah.bench.process;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** Parts that a command starts one after the other, and closes in the opposite order. */
public final class Parts implements AutoCloseable {

    /** The part started last comes first. */
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    /** @return the part itself */
    public <T extends AutoCloseable> T add(T part) {
        parts.push(part);
        return part;
    }

    /** Closes all parts after another part failed to start. */
    public void closeAfter(Exception failure) {
        try {
            close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /**
     * Closes all parts, even if closing one of them fails. Waits for the end of every part, even on an interrupted thread.
     *
     * @throws IOException the first failure, which holds the later failures as suppressed
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
