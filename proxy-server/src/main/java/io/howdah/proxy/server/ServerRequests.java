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
 * What the pooler asks one server on its own account: before, between and behind the requests of a client, each entered in
 * {@link OutstandingRequests} as it is written. Methods with a buffer write into a client's batch; the others send, and the bytes leave at the
 * next {@link ServerConnection#flush}.
 */
public final class ServerRequests {

    /** Of statements and portals of the pooler's own within a client's batch, for as long as it takes. */
    private static final String OWN_NAME = "\1howdah";

    private final Backend backend;
    private final ServerProgress progress;
    private final OutstandingRequests outstanding;
    private final ServerStatements statements;
    private final InStep inStep;
    private final Outlet socket;
    private final ByteBufAllocator allocator;
    private boolean copyInPipeline;

    ServerRequests(Backend backend, ServerProgress progress, OutstandingRequests outstanding, ServerStatements statements, InStep inStep,
            Outlet socket, ByteBufAllocator allocator) {
        this.backend = backend;
        this.progress = progress;
        this.outstanding = outstanding;
        this.statements = statements;
        this.inStep = inStep;
        this.socket = socket;
        this.allocator = allocator;
    }

    // ---- queries

    /** Sends a simple query; the answer goes to {@code done} alone. */
    public void query(String sql, OwnQuery done) {
        ByteBuf out = allocator.directBuffer(sql.length() + 16);
        insertQuery(sql, done, out);
        socket.write(out);
    }

    /** Writes a simple query between requests of a client's. */
    public void insertQuery(String sql, OwnQuery done, ByteBuf out) {
        writeQuery(sql, out);
        outstanding.add(FrontendType.QUERY, ResponseAction.SKIP, done);
        statements.unnamedIs(null);
    }

    /** Writes a simple query that is joined to the client's request before it. */
    public void insertBehind(String sql, RequestNote.Joint joint, ByteBuf out) {
        RequestNote note = RequestNote.behind(joint);
        outstanding.add(FrontendType.QUERY, note.action(), note);
        statements.unnamedIs(null);
        writeQuery(sql, out);
    }

    /** Writes a statement into a batch of the extended protocol. Nobody sees its answers, but where it fails, the batch does. */
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
     * Brings the client's statement to this server: entered as requests whose answers nobody sees.
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
                statements.unknown(statement); // A failed transaction takes few texts; what follows it in the same flight must not rely on it.
            }
            describe(registration, out);
            progress.stats().add(Counter.SERVER_PARSE_COUNT, 1);
            evict(out, limit);
        }
    }

    /** Asks whether what is being prepared for the client is the statement that others know by the same text. */
    public void describe(ClientStatements.Registration registration, ByteBuf out) {
        PreparedStatement statement = registration.statement();
        if (outstanding.add(FrontendType.DESCRIBE, ResponseAction.SKIP, new ShapeCheck(registration, statement))) {
            statement.writeDescribe(out);
        }
    }

    /** Brings a client's unnamed statement to this server. */
    public void prepareUnnamed(UnnamedStatement statement, ByteBuf out) {
        if (outstanding.add(FrontendType.PARSE, ResponseAction.SKIP, statement.brought())) {
            statement.writeParse(out);
            statements.unnamedIs(statement);
        }
    }

    /** Takes the unnamed statement off the server: it is another client's. */
    public void closeUnnamed(ByteBuf out) {
        if (outstanding.add(FrontendType.CLOSE, ResponseAction.SKIP, Booking.NONE)) {
            int length = FrameWriter.begin(out, FrontendType.CLOSE);
            out.writeByte('S').writeByte(0);
            FrameWriter.end(out, length);
            statements.unnamedIs(null);
        }
    }

    /** Gives the server an empty statement under this name, for a DEALLOCATE to find. A failed transaction takes an empty text, too. */
    public void prepareEmpty(String name, ByteBuf out) {
        outstanding.add(FrontendType.CLOSE, ResponseAction.SKIP, RequestNote.OWN);
        outstanding.add(FrontendType.PARSE, ResponseAction.SKIP, RequestNote.OWN);
        new Close((byte) 'S', name).write(out);
        new Parse(name, "", new int[0]).write(out);
    }

    /** Takes the least recently used statements off the server while it has more than the limit. */
    public void evict(ByteBuf out, int limit) {
        for (PreparedStatement victim = statements.evict(limit); victim != null; victim = statements.evict(limit)) {
            closeStatement(victim, out);
        }
    }

    /** Takes a statement off the server. */
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

    /** Has the server send the answers that it keeps until a Sync. */
    public void sendFlush() {
        ByteBuf out = allocator.directBuffer();
        FrameWriter.writeEmpty(out, FrontendType.FLUSH);
        socket.write(out);
    }

    /** Whether the Query that is sent within a pipeline may be a COPY. */
    public void copyInPipeline(boolean mayBeCopy) {
        copyInPipeline = mayBeCopy;
    }

    /**
     * A Sync of the peer's is about to be written: sees to it that the Sync commits. PostgreSQL 18 leaves a Query within a pipeline in the
     * pipeline's implicit transaction, and then a Sync right behind it does not commit ({@code finish_xact_command} finds no command under
     * way): what had been acknowledged is lost, and whoever asks next hears "StartTransactionCommand: unexpected state STARTED". An empty
     * statement in between is such a command.
     */
    public void endPipeline(ByteBuf out) {
        if (!outstanding.isEmpty() && (outstanding.isInDoubt() || copyInPipeline)) {
            outstanding.suspect(); // Only a Sync may be sent now.
        } else if (outstanding.add(FrontendType.PARSE, ResponseAction.SKIP, RequestNote.OWN)) {
            new Parse(OWN_NAME, "", new int[0]).write(out);
            outstanding.add(FrontendType.CLOSE, ResponseAction.SKIP, RequestNote.OWN);
            new Close((byte) 'S', OWN_NAME).write(out);
        }
    }

    // ---- in step

    /**
     * The peer wants to send a message that belongs in no COPY, with COPY IN under way as far as is known: PostgreSQL would end the
     * connection. Has the COPY fail instead; if it had failed before, the server passes over that.
     *
     * @param type the message's
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
     * Asks the server something whose answer tells which of the doubtful Sync it has answered.
     *
     * @param settled called when that is known
     */
    public void settleDoubts(OwnQuery settled) {
        Barrier asked = new Barrier();
        ByteBuf barrier = allocator.directBuffer();
        asked.write(barrier);
        outstanding.settle(asked, settled);
        statements.unnamedIs(null);
        socket.write(barrier);
    }

    /**
     * Has the server end whatever its client had begun: a COPY fails, what only a Sync would end is rolled back. Nothing is believed of the
     * server from now on until {@link #sendBarrier}.
     */
    public void endAll() {
        ByteBuf end = allocator.directBuffer();
        if (!outstanding.isEmpty()) {
            new CopyFail("client has left").write(end); // Passed over where no COPY is under way.
        }
        if (outstanding.isUnsynced() && !outstanding.isSkipping()) {
            // A Sync alone would commit what the client had not asked to be committed.
            writeQuery("ROLLBACK", end);
        }
        FrameWriter.writeEmpty(end, FrontendType.SYNC);
        believeNothing();
        socket.write(end);
    }

    /**
     * Has the server prove that it has read all that was sent to it and is in step; all it says before that goes to nobody.
     *
     * @param passed called when it has: it owes nothing then
     */
    public void sendBarrier(OwnQuery passed) {
        Barrier asked = new Barrier();
        ByteBuf barrier = allocator.directBuffer();
        Barrier.writeBefore(barrier);
        asked.write(barrier);
        believeNothing();
        statements.unnamedIs(null);
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
