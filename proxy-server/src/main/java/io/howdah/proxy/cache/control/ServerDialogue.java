package io.howdah.proxy.cache.control;

import io.howdah.protocol.FrameScanner;
import io.howdah.protocol.FrontendType;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.frontend.Query;
import io.howdah.proxy.pool.Pool;
import io.howdah.proxy.server.ServerConnection;
import io.howdah.proxy.server.ServerPeer;
import io.howdah.proxy.sql.CommandTag;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A dialogue of the pooler's own with a server: sends queries, reads each message of the answers whole, rolls back, and gives the
 * server back to the pool.
 */
abstract class ServerDialogue implements ServerPeer {

    /** Bytes of one message; a longer one is not read. */
    private static final int LONGEST_MESSAGE = 16 << 20;

    private final Pool pool;
    private final ServerConnection server;
    private final CompletableFuture<?> result;
    private final FrameScanner scanner = new FrameScanner(LONGEST_MESSAGE);
    private final ByteBuf pending;
    private boolean ending;
    private boolean over;
    private String failure = "";

    /**
     * A dialogue that is about to begin.
     *
     * @param server open and free; the dialogue gives it back
     * @param result fails with an IllegalStateException if the dialogue does
     */
    ServerDialogue(Pool pool, ServerConnection server, CompletableFuture<?> result) {
        this.pool = pool;
        this.server = server;
        this.result = result;
        this.pending = server.channel().alloc().buffer();
    }

    /** Begins the dialogue. */
    final void begin() {
        server.link(this);
        server.read(true);
        ask();
        server.flush();
    }

    /** Sends the first requests. */
    abstract void ask();

    /** A message of an answer has come. */
    abstract void message(byte type, ByteBuf body);

    /** All requests have been answered. @return whether the dialogue goes on: more requests have been sent */
    abstract boolean answered();

    /** The dialogue is over, and has not failed. */
    abstract void complete();

    /** The server. */
    final ServerConnection server() {
        return server;
    }

    /** Sends a simple query. */
    final void query(String sql) {
        ByteBuf query = server.channel().alloc().directBuffer();
        new Query(sql).write(query);
        server.outstanding().add(FrontendType.QUERY);
        server.send(query);
        server.statements().unnamedIsGone();
    }

    /** The dialogue fails for this reason, unless it has failed already. */
    final void failed(ErrorResponse error) {
        if (failure.isEmpty()) {
            failure = String.valueOf(error.message());
        }
    }

    /** Whether the dialogue has failed. */
    final boolean hasFailed() {
        return !failure.isEmpty();
    }

    /** Breaks the dialogue off, if it is not over: the pool cancels what the server does. */
    final void breakOff() {
        if (!over) {
            over();
            pool.abandon(server, false, false);
        }
    }

    private void over() {
        over = true;
        pending.release();
    }

    // ---- answers

    @Override
    public final void deliver(ByteBuf bytes) {
        if (over) {
            bytes.release();
            return;
        }
        pending.discardReadBytes().writeBytes(bytes);
        bytes.release();
        scanner.start(pending);
        while (scanner.next(pending)) {
            if (!scanner.complete()) {
                scanner.unread();
                return;
            }
            message(scanner.type(), pending.slice(scanner.bodyIndex(), scanner.bodyLength()));
            pending.readerIndex(scanner.position());
        }
    }

    @Override
    public final void readyForQuery(byte status, boolean drained) {
        if (!drained) {
            return;
        }
        if (!hasFailed() && answered()) {
            server.flush();
            return;
        }
        ending = true;
        server.requests().query("ROLLBACK", error -> rolledBack());
        server.flush();
    }

    private void rolledBack() {
        if (over || !ending) {
            return;
        }
        over();
        if (server.isFree()) {
            pool.release(server, false, System.nanoTime());
        } else {
            pool.abandon(server, false, false);
        }
        if (hasFailed()) {
            result.completeExceptionally(new IllegalStateException(failure));
            return;
        }
        try {
            complete();
        } catch (RuntimeException e) {
            result.completeExceptionally(e);
        }
    }

    @Override
    public final void lost(@Nullable ErrorResponse lastError) {
        if (!over) {
            over();
            result.completeExceptionally(new IllegalStateException(
                    lastError == null ? "the server closed the connection" : String.valueOf(lastError.message())));
        }
    }

    // ---- what a client would hear

    @Override
    public final void endOfRead() {
        // Nobody is behind the dialogue to flush to.
    }

    @Override
    public final void commandCompleted(CommandTag tag) {
        // The ROLLBACK takes back every SET.
    }

    @Override
    public final boolean parameterReported(String name, String value) {
        return false; // The server's ServerSession keeps the value.
    }

    @Override
    public final void synchronizationLost() {
        // The dialogue sends no COPY.
    }

    @Override
    public final void busy(boolean busy) {
        // The dialogue sends nothing but its own requests, one after another.
    }

    @Override
    public final void writable(boolean writable) {
        // The dialogue sends only a few bytes.
    }
}
