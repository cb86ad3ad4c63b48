package io.howdah.proxy.cache.control;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.FrameScanner;
import io.howdah.protocol.FrontendType;
import io.howdah.protocol.backend.DataRow;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.backend.NoticeResponse;
import io.howdah.protocol.frontend.Parse;
import io.howdah.protocol.frontend.Query;
import io.howdah.protocol.frontend.Sync;
import io.howdah.proxy.cache.Eligibility;
import io.howdah.proxy.cache.ProbeScript;
import io.howdah.proxy.pool.Pool;
import io.howdah.proxy.server.ServerConnection;
import io.howdah.proxy.server.ServerPeer;
import io.howdah.proxy.sql.CommandTag;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One probe's dialogue with its server: carries out a {@link ProbeScript}, rolls its transaction back, and gives the server
 * back to the pool.
 */
final class ProbeDialogue implements ServerPeer {

    /** Bytes of one message; a longer query tree is not read. */
    private static final int LONGEST_MESSAGE = 16 << 20;

    /** Where the dialogue stands. */
    private enum Step {
        BEGINNING, PARSING, ASKING_CATALOGS, ENDING, OVER
    }

    private final Pool pool;
    private final ServerConnection server;
    private final ProbeScript script;
    private final CompletableFuture<Eligibility> verdict;
    private final FrameScanner scanner = new FrameScanner(LONGEST_MESSAGE);
    private final ByteBuf pending;
    private Step step = Step.BEGINNING;
    private String failure = "";

    /**
     * @param server open and free; the dialogue gives it back
     * @param verdict gets the result, or an IllegalStateException
     */
    ProbeDialogue(Pool pool, ServerConnection server, ProbeScript script, CompletableFuture<Eligibility> verdict) {
        this.pool = pool;
        this.server = server;
        this.script = script;
        this.verdict = verdict;
        this.pending = server.channel().alloc().buffer();
    }

    void begin() {
        server.link(this);
        server.read(true);
        query(script.begin());
        ByteBuf parse = server.channel().alloc().directBuffer();
        new Parse("", script.statement(), new int[0]).write(parse);
        Sync.INSTANCE.write(parse);
        server.outstanding().add(FrontendType.PARSE);
        server.outstanding().add(FrontendType.SYNC);
        server.send(parse);
        server.statements().unnamedIsGone();
        server.flush();
    }

    private void query(String sql) {
        ByteBuf query = server.channel().alloc().directBuffer();
        new Query(sql).write(query);
        server.outstanding().add(FrontendType.QUERY);
        server.send(query);
        server.statements().unnamedIsGone();
    }

    /** Breaks the dialogue off, if it is not over: the pool cancels what the server does. */
    void breakOff() {
        if (step != Step.OVER) {
            over();
            pool.abandon(server, false, false);
        }
    }

    private void over() {
        step = Step.OVER;
        pending.release();
    }

    // ---- answers

    @Override
    public void deliver(ByteBuf bytes) {
        if (step == Step.OVER) {
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

    private void message(byte type, ByteBuf body) {
        switch (type) {
            case BackendType.ERROR_RESPONSE -> error(ErrorResponse.read(body));
            case BackendType.NOTICE_RESPONSE -> {
                NoticeResponse notice = NoticeResponse.read(body);
                if (step == Step.PARSING && notice.detail() != null) {
                    script.logged(notice.detail());
                }
            }
            case BackendType.DATA_ROW -> {
                if (step == Step.ASKING_CATALOGS) {
                    DataRow row = DataRow.read(body);
                    List<String> values = new ArrayList<>();
                    for (int i = 0; i < row.values().size(); i++) {
                        values.add(row.text(i));
                    }
                    script.row(values);
                }
            }
            case BackendType.READY_FOR_QUERY -> {
                if (step == Step.BEGINNING) {
                    step = Step.PARSING;
                }
            }
            default -> {
                // Descriptions, command tags and the like say nothing that the verdict needs.
            }
        }
    }

    private void error(ErrorResponse error) {
        if (step == Step.PARSING && failure.isEmpty()) {
            script.refused(error);
        } else if (failure.isEmpty()) {
            failure = String.valueOf(error.message());
        }
    }

    @Override
    public void readyForQuery(byte status, boolean drained) {
        if (!drained) {
            return;
        }
        if (step == Step.PARSING) {
            String question = failure.isEmpty() ? script.catalogQuery() : "";
            if (!question.isEmpty()) {
                step = Step.ASKING_CATALOGS;
                query(question);
                server.flush();
                return;
            }
        }
        rollBack();
    }

    private void rollBack() {
        step = Step.ENDING;
        server.requests().query("ROLLBACK", error -> rolledBack());
        server.flush();
    }

    private void rolledBack() {
        if (step != Step.ENDING) {
            return;
        }
        over();
        if (server.isFree()) {
            pool.release(server, false, System.nanoTime());
        } else {
            pool.abandon(server, false, false);
        }
        if (!failure.isEmpty()) {
            verdict.completeExceptionally(new IllegalStateException(failure));
            return;
        }
        try {
            verdict.complete(script.verdict());
        } catch (RuntimeException e) {
            verdict.completeExceptionally(e);
        }
    }

    @Override
    public void lost(@Nullable ErrorResponse lastError) {
        if (step != Step.OVER) {
            over();
            verdict.completeExceptionally(new IllegalStateException(
                    lastError == null ? "the server closed the connection" : String.valueOf(lastError.message())));
        }
    }

    // ---- what a client would hear

    @Override
    public void endOfRead() {
        // Nobody is behind the probe to flush to.
    }

    @Override
    public void commandCompleted(CommandTag tag) {
        // The ROLLBACK takes back every SET.
    }

    @Override
    public boolean parameterReported(String name, String value) {
        return false; // The server's ServerSession keeps the value.
    }

    @Override
    public void synchronizationLost() {
        // The probe sends no COPY.
    }

    @Override
    public void busy(boolean busy) {
        // The probe sends nothing but its own requests, one after another.
    }

    @Override
    public void writable(boolean writable) {
        // The probe sends only a few bytes.
    }
}
