package io.howdah.proxy.server;

import io.howdah.protocol.CStrings;
import io.howdah.protocol.FrameWriter;
import io.howdah.protocol.FrontendType;
import io.howdah.protocol.frontend.Bind;
import io.howdah.protocol.frontend.Close;
import io.howdah.protocol.frontend.CopyFail;
import io.howdah.protocol.frontend.Execute;
import io.howdah.protocol.frontend.Parse;
import io.howdah.proxy.prepared.Booking;
import io.howdah.proxy.prepared.ClientStatements;
import io.howdah.proxy.prepared.PreparedStatement;
import io.howdah.proxy.prepared.ServerStatements;
import io.howdah.proxy.prepared.UnnamedStatement;
import io.howdah.proxy.stats.Counter;
import io.howdah.proxy.stream.Outlet;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Sends the pooler's own requests to one server: before, between and behind the requests of a client. Each request enters
 * {@link OutstandingRequests} as it is written. Methods with a buffer write into a client's batch. The other methods send, and
 * the bytes leave at the next {@link ServerConnection#flush}.
 */
public final class ServerRequests {

    /** Name of the pooler's own statements and portals within a client's batch; each is closed in the same batch. */
    private static final String OWN_NAME = "\1howdah";

    private final Backend backend;
    private final ServerProgress progress;
    private final OutstandingRequests outstanding;
    private final ServerStatements statements;
    private final InStep inStep;
    private final Outlet socket;
    private final ByteBufAllocator allocator;

    ServerRequests(Backend backend, ServerProgress progress, OutstandingRequests outstanding, ServerStatements statements,
            InStep inStep, Outlet socket, ByteBufAllocator allocator) {
        this.backend = backend;
        this.progress = progress;
        this.outstanding = outstanding;
        this.statements = statements;
        this.inStep = inStep;
        this.socket = socket;
        this.allocator = allocator;
    }

    // ---- queries

    /** Sends a simple query; only {@code done} hears of the answer. */
    public void query(String sql, OwnQuery done) {
        ByteBuf out = allocator.directBuffer(sql.length() + 16);
        insertQuery(sql, done, out);
        socket.write(out);
    }

    /** Writes a simple query between the requests of a client. */
    public void insertQuery(String sql, OwnQuery done, ByteBuf out) {
        writeQuery(sql, out);
        outstanding.add(FrontendType.QUERY, ResponseAction.SKIP, done);
        statements.unnamedIsGone();
    }

    /** Writes a simple query that is joined to the client's request before it. */
    public void insertBehind(String sql, RequestNote.Joint joint, ByteBuf out) {
        RequestNote note = RequestNote.behind(joint);
        outstanding.add(FrontendType.QUERY, note.action(), note);
        statements.unnamedIsGone();
        writeQuery(sql, out);
    }

    /** Writes a statement into a batch of the extended protocol. Its answers are left out, but its error fails the batch. */
    public void insertStatement(String sql, ByteBuf out) {
        if (outstanding.isSkipping()) {
            return;
        }
        outstanding.add(FrontendType.PARSE, ResponseAction.SKIP, RequestNote.OWN);
        outstanding.add(FrontendType.BIND, ResponseAction.SKIP, RequestNote.OWN);
        outstanding.add(FrontendType.EXECUTE, ResponseAction.SKIP, RequestNote.OWN);
        outstanding.add(FrontendType.CLOSE, ResponseAction.SKIP, RequestNote.OWN);
        outstanding.add(FrontendType.CLOSE, ResponseAction.SKIP, RequestNote.OWN);
        new Parse(OWN_NAME, sql, new int[0]).write(out);
        new Bind(OWN_NAME, OWN_NAME, new byte[6]).write(out); // no formats, no values
        new Execute(OWN_NAME, 0).write(out);
        new Close((byte) 'P', OWN_NAME).write(out);
        new Close((byte) 'S', OWN_NAME).write(out);
    }

    private static void writeQuery(String sql, ByteBuf out) {
        int length = FrameWriter.begin(out, FrontendType.QUERY);
        CStrings.write(out, sql);
        FrameWriter.end(out, length);
    }

    // ---- statements

    /**
     * Prepares the client's statement on this server. The answers to the requests are left out.
     *
     * @param limit how many statements the server may have
     */
    public void prepare(ClientStatements.Registration registration, ByteBuf out, int limit) {
        PreparedStatement statement = registration.statement();
        if (statements.isStale(statement)) {
            closeStatement(statement, out);
        }
        if (outstanding.add(FrontendType.PARSE, ResponseAction.SKIP, statement)) {
            statement.writeParse(out);
            statements.add(statement);
            if (backend.status() == 'E') {
                // A failed transaction refuses most texts, so a later request of the same flight must not rely on this statement.
                statements.unknown(statement);
            }
            describe(registration, out);
            progress.stats().add(Counter.SERVER_PARSE_COUNT, 1);
            evict(out, limit);
        }
    }

    /**
     * Asks the server for the shape of the client's statement, to compare it with the shape that other clients know for the same
     * text.
     */
    public void describe(ClientStatements.Registration registration, ByteBuf out) {
        PreparedStatement statement = registration.statement();
        if (outstanding.add(FrontendType.DESCRIBE, ResponseAction.SKIP, new ShapeCheck(registration, statement))) {
            statement.writeDescribe(out);
        }
    }

    /** Prepares a client's unnamed statement on this server. */
    public void prepareUnnamed(UnnamedStatement statement, ByteBuf out) {
        if (outstanding.add(FrontendType.PARSE, ResponseAction.SKIP, statement.brought())) {
            statement.writeParse(out);
            statement.isNowOn(statements);
        }
    }

    /** Closes the server's unnamed statement, which belongs to another client. */
    public void closeUnnamed(ByteBuf out) {
        if (outstanding.add(FrontendType.CLOSE, ResponseAction.SKIP, Booking.NONE)) {
            int length = FrameWriter.begin(out, FrontendType.CLOSE);
            out.writeByte('S').writeByte(0);
            FrameWriter.end(out, length);
            statements.unnamedIsGone();
        }
    }

    /**
     * Prepares an empty statement under this name, so that a DEALLOCATE finds it. Even a failed transaction takes an empty text.
     */
    public void prepareEmpty(String name, ByteBuf out) {
        outstanding.add(FrontendType.CLOSE, ResponseAction.SKIP, RequestNote.OWN);
        outstanding.add(FrontendType.PARSE, ResponseAction.SKIP, RequestNote.OWN);
        new Close((byte) 'S', name).write(out);
        new Parse(name, "", new int[0]).write(out);
    }

    /** Closes the least recently used statements while the server has more than the limit. */
    public void evict(ByteBuf out, int limit) {
        for (PreparedStatement victim = statements.evict(limit); victim != null; victim = statements.evict(limit)) {
            closeStatement(victim, out);
        }
    }

    /** Closes a statement on the server. */
    public void closeStatement(PreparedStatement statement, ByteBuf out) {
        if (outstanding.add(FrontendType.CLOSE, ResponseAction.SKIP, statement)) {
            statement.writeClose(out);
        }
    }

    // ---- Sync and Flush

    /** Writes a Sync. */
    public void insertSync(ByteBuf out) {
        outstanding.add(FrontendType.SYNC, ResponseAction.SKIP, Booking.NONE);
        FrameWriter.writeEmpty(out, FrontendType.SYNC);
    }

    /** Sends a Flush: the server must send the answers that it may otherwise keep until a Sync. */
    public void sendFlush() {
        ByteBuf out = allocator.directBuffer();
        FrameWriter.writeEmpty(out, FrontendType.FLUSH);
        socket.write(out);
    }

    /**
     * A Sync of the peer's is about to be written: makes sure that the Sync commits. PostgreSQL 18 runs a Query within a pipeline
     * in the pipeline's implicit transaction. A Sync directly behind this Query does not commit, because
     * {@code finish_xact_command} finds no command under way. The acknowledged work would be lost, and the next request would
     * fail with "StartTransactionCommand: unexpected state STARTED". An empty statement in front of the Sync is a command for
     * {@code finish_xact_command} to find.
     */
    public void endPipeline(ByteBuf out) {
        if (!outstanding.isEmpty() && (outstanding.isInDoubt() || outstanding.mayBePipelinedCopy())) {
            outstanding.suspect(); // Only a Sync may be sent now.
        } else if (outstanding.add(FrontendType.PARSE, ResponseAction.SKIP, RequestNote.OWN)) {
            new Parse(OWN_NAME, "", new int[0]).write(out);
            outstanding.add(FrontendType.CLOSE, ResponseAction.SKIP, RequestNote.OWN);
            new Close((byte) 'S', OWN_NAME).write(out);
        }
    }

    // ---- in step

    /**
     * The peer wants to send a message that belongs in no COPY, with COPY IN under way as far as the pooler knows. PostgreSQL
     * would end the connection. The pooler sends CopyFail instead. If the COPY has already failed, the server passes over the
     * CopyFail.
     *
     * @param type the message's type
     */
    public void breakOffCopy(byte type) {
        String why = "unexpected message type 0x%02X during COPY from stdin".formatted(type & 0xff);
        ByteBuf end = allocator.directBuffer();
        new CopyFail(why).write(end);
        outstanding.add(OutstandingRequests.COPY_END);
        inStep.copyBrokenOff(why);
        socket.write(end);
    }

    /**
     * Sends a barrier behind the doubtful Syncs; the answer tells which of these Syncs the server has answered.
     *
     * @param settled called when the answer has come
     */
    public void settleDoubts(OwnQuery settled) {
        Barrier asked = new Barrier();
        ByteBuf barrier = allocator.directBuffer();
        asked.write(barrier);
        outstanding.settle(asked, settled);
        statements.unnamedIsGone();
        socket.write(barrier);
    }

    /**
     * Ends everything that the client had begun: fails a COPY, and rolls back what only a Sync would end. From now on all answers
     * of the server are discarded, until it passes a barrier ({@link #sendBarrier}).
     */
    public void endAll() {
        ByteBuf end = allocator.directBuffer();
        if (!outstanding.isEmpty()) {
            new CopyFail("client has left").write(end); // The server passes over CopyFail if no COPY is under way.
        }
        if (outstanding.isUnsynced() && !outstanding.isSkipping()) {
            // A Sync alone would commit work whose commit the client had not asked for.
            writeQuery("ROLLBACK", end);
        }
        FrameWriter.writeEmpty(end, FrontendType.SYNC);
        believeNothing();
        socket.write(end);
    }

    /**
     * Has the server prove that it has read everything sent to it and is in step. All answers before this proof are discarded.
     *
     * @param passed called when the server has passed the barrier and owes no answer
     */
    public void sendBarrier(OwnQuery passed) {
        Barrier asked = new Barrier();
        ByteBuf barrier = allocator.directBuffer();
        Barrier.writeBefore(barrier);
        asked.write(barrier);
        believeNothing();
        statements.unnamedIsGone();
        inStep.awaitBarrier(asked, passed);
        socket.write(barrier);
    }

    private void believeNothing() {
        inStep.believeNothing();
        if (outstanding.barrier(statements)) {
            backend.closeWhenFree(DisconnectReason.OWN_ANSWER_LOST);
        }
    }
}
