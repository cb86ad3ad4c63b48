package io.howdah.proxy.client;

import io.howdah.protocol.ProtocolViolationException;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.backend.ParameterStatus;
import io.howdah.proxy.cache.Fill;
import io.howdah.proxy.server.DisconnectReason;
import io.howdah.proxy.server.ServerConnection;
import io.howdah.proxy.server.ServerPeer;
import io.howdah.proxy.session.ClientParameters;
import io.howdah.proxy.session.StatementEffects;
import io.howdah.proxy.sql.CommandTag;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One client linked to one server: sends the client's requests, delivers the server's answers, and notices when the server is
 * free. A client has one link object, which serves for each server in turn.
 */
final class ServerLink implements ServerPeer, LinkedClient, ParameterSync.Outcome {

    /**
     * Outstanding requests of one client, at which the pooler stops reading the client's socket. One read may exceed the number.
     */
    private static final int OUTSTANDING_LIMIT = 16 << 10;

    private final LinkOwner owner;
    private final RequestRules rules;
    private final RequestRelay relay;
    private final StatementEffects effects;
    private final ClientParameters parameters;
    private final ParameterSync sync;
    private final ClientOutput output;
    private final SessionClock clock;

    private enum Requests {
        NONE_SENT, SENT,
        /** The transaction is over. The server is free as soon as the client's current message has been sent to its end. */
        END_OWED
    }

    private @Nullable ServerConnection server;
    private @Nullable Fill fill;
    private Requests requests = Requests.NONE_SENT;

    ServerLink(LinkOwner owner, RequestRules rules, RequestRelay relay, StatementEffects effects, ClientParameters parameters,
            ClientOutput output, SessionClock clock) {
        this.owner = owner;
        this.rules = rules;
        this.relay = relay;
        this.effects = effects;
        this.parameters = parameters;
        this.sync = new ParameterSync(parameters);
        this.output = output;
        this.clock = clock;
    }

    // ---- the server

    @Override
    public Client client() {
        return owner.client();
    }

    /** The server, or null if the client has none. */
    @Nullable
    ServerConnection server() {
        return server;
    }

    /**
     * Links the client to a free server.
     *
     * @param session a number unique among sessions, by which the server's session knows its last user
     */
    void begin(ServerConnection free, long session) {
        requests = Requests.NONE_SENT;
        server = free;
        if (fill != null && "on".equals(free.session().reported().get("in_hot_standby"))) {
            records(null); // A standby shows older rows.
        } else if (fill != null) {
            fill.leaves();
        }
        free.link(this);
        free.session().usedBy(session);
        if (effects.linked(free.session())) {
            free.requests().query(StatementEffects.DISCARD_SEQUENCES, error -> {});
        }
    }

    /** Ends the link. @return the server, which still has the link as its peer; null if there was none */
    @Nullable
    ServerConnection end() {
        ServerConnection had = server;
        server = null;
        records(null);
        relay.unlinked();
        return had;
    }

    /** The server of a client that has one. */
    ServerConnection linked() {
        assert server != null : "asked only while the client has a server";
        return server;
    }

    /** Whether the server takes more requests of this client. */
    boolean takesMore() {
        return server == null || (server.isWritable() && server.outstanding().size() < OUTSTANDING_LIMIT);
    }

    /**
     * Whether the server owes an answer that must come before the client may leave.
     *
     * @param all whether every outstanding request counts, since an error for the client must follow all answers
     */
    boolean owes(boolean all) {
        return server != null
                && (server.outstanding().owesReadyForQuery() || server.outstanding().isInDoubt() || (all && !server.isDrained()));
    }

    /**
     * Brings the server to the client's values.
     *
     * @return whether the client's bytes may follow at once; if not, {@code mayGoOn} follows
     */
    boolean bringInStep() {
        return sync.begin(linked(), this);
    }

    // ---- from the client

    /** Sends bytes of the client to the server; owns them. */
    void forward(ByteBuf in) {
        begins();
        try {
            ended(relay.forward(in, linked()));
        } catch (ProtocolViolationException e) {
            owner.violated(e);
        }
        walked();
    }

    /** Continues with the message that waited for an answer of the server. */
    private void goOn() {
        ServerConnection from = linked();
        begins();
        try {
            ended(relay.goOn(from));
        } catch (ProtocolViolationException e) {
            owner.violated(e);
        }
        walked();
        from.flush();
    }

    private void begins() {
        ServerConnection to = linked();
        if (to.isDrained()) {
            clock.queryBegins(to.isFree());
        }
        if (requests == Requests.NONE_SENT) {
            requests = Requests.SENT;
        }
        to.age().requestAt(clock.activityNanos());
    }

    private void ended(Walk walk) {
        if (walk == Walk.TERMINATED) {
            owner.terminated();
        }
    }

    private void walked() {
        if (server != null && relay.isStalled()) {
            settleDoubts();
            server.requests().sendFlush(); // PostgreSQL may buffer the awaited answer until a Flush or Sync comes.
            server.flush();
        }
        if (!takesMore()) {
            owner.adjustReading();
        }
        if (requests == Requests.END_OWED && server != null && !relay.midFrame()) {
            requests = Requests.SENT;
            if (server.isFree()) {
                server.flush();
                transactionEnded();
            } else {
                settleDoubts();
            }
        }
    }

    /**
     * The client has sent Terminate or has broken the protocol. Asks the server for all answers that come before the client's
     * end.
     */
    void askForAnswers() {
        if (server != null) {
            if (server.outstanding().isUnsynced() || server.outstanding().isInDoubt()) {
                server.requests().sendFlush();
            }
            server.flush();
        }
    }

    /** The client sends nothing more. Since a Terminate belongs in no COPY, breaks off a COPY IN; settles doubtful Syncs. */
    void endCopyAndDoubts(byte terminate) {
        ServerConnection to = linked();
        if (to.outstanding().isCopyIn() && !relay.midFrame()) {
            to.requests().breakOffCopy(terminate);
            to.flush();
        }
        settleDoubts();
    }

    // ---- from the server

    /** The next answer goes into the result cache as well, or none for null. What was to be recorded before is dropped. */
    void records(@Nullable Fill answer) {
        if (fill != null && fill != answer) {
            fill.drop();
        }
        fill = answer;
    }

    /** Reads the server's answers, or stops: the client does not take them. */
    void readAnswers(boolean on) {
        linked().read(on);
        if (!on && fill != null) {
            fill.stalls();
        }
    }

    @Override
    public void deliver(ByteBuf bytes) {
        if (fill != null && !fill.passing(bytes)) {
            fill = null;
        }
        if (server != null && server.session().mayConcernOthers()) {
            output.keep(bytes);
        } else {
            output.deliver(bytes);
        }
    }

    @Override
    public void endOfRead() {
        if (server != null && server.session().mayConcernOthers() && server.takeCompleted()) {
            output.holdFor(server.session().commandCompleted());
        }
        owner.answersDelivered();
        if (server == null) {
            return;
        }
        if (!output.isTaken()) {
            readAnswers(false);
        }
        if (relay.isStalled()) {
            settleDoubts();
            if (!server.outstanding().isInDoubt()) {
                goOn(); // An error may have removed the request whose answer the message waited for.
                owner.adjustReading();
            }
        }
        if (server != null && owner.isLeaving()) {
            owner.endAfterFarewell(); // An error may have removed the requests whose answers were owed.
        }
    }

    /**
     * Asks the server how many doubtful Syncs it has answered, if no other answer can tell. A request that waits while the server
     * is in COPY IN belongs in no COPY, so the COPY is broken off. Sends nothing in the middle of a client's message.
     */
    private void settleDoubts() {
        if (relay.midFrame()) {
            return;
        }
        ServerConnection asked = linked();
        if (relay.isStalled() && asked.outstanding().isCopyIn()) {
            asked.requests().breakOffCopy(relay.stalledType());
            asked.flush();
        } else if (asked.outstanding().hasOnlyDoubts()) {
            asked.requests().settleDoubts(error -> {
                if (server == asked) {
                    goOnAfterDoubts();
                }
            });
            asked.flush();
        }
    }

    private void goOnAfterDoubts() {
        ServerConnection from = linked();
        if (relay.isStalled()) {
            goOn();
        }
        if (server == from && owner.isLeaving()) {
            owner.endAfterFarewell();
        } else if (server == from && from.isFree()) {
            endTransaction();
        }
        output.flush();
    }

    @Override
    public void readyForQuery(byte status, boolean drained) {
        ServerConnection from = linked();
        boolean committed = from.takeCommitted();
        if (status == 'I' && (!drained || relay.midFrame() || relay.isStalled() || owner.isLeaving())) {
            output.holdFor(from.session().commandCompleted()); // A transaction has ended, though not the use of the server.
        }
        queryEnded(status, drained);
        if (relay.isStalled()) {
            goOn(); // The message that waited for this answer goes to the same server.
            if (!from.isDrained() || server != from) {
                return;
            }
        }
        if (!drained && from.outstanding().hasOnlyDoubts()) {
            requests = relay.midFrame() ? Requests.END_OWED : Requests.SENT;
            settleDoubts();
        } else if (owner.isLeaving()) {
            owner.endAfterFarewell();
        } else if (status != 'I') {
            if (drained) {
                if (committed) {
                    // COMMIT AND CHAIN, or a BEGIN behind the COMMIT in one text or pipeline: the next block has begun already.
                    output.holdFor(from.session().commandCompleted());
                }
                from.session().standsInBlock();
            }
            owner.inTransaction();
        } else if (drained) {
            // The server may have refused a COPY while CopyData still comes: it is free at the end of the current message.
            endTransaction();
        }
    }

    private void queryEnded(byte status, boolean drained) {
        long waited = clock.waitedNanos();
        long took = clock.queryEnded(status == 'I');
        if (rules.logsSlowStatements()) {
            relay.slow().answered(owner.client(), drained, waited + took >= rules.slowNanos(), waited, took,
                    clock.betweenNanos());
        }
    }

    private void endTransaction() {
        if (relay.midFrame()) {
            requests = Requests.END_OWED;
        } else {
            requests = Requests.SENT;
            transactionEnded();
        }
    }

    private void transactionEnded() {
        effects.transactionEnded();
        relay.transactionEnded();
        output.holdFor(linked().session().transactionEnded());
        if (parameters.settle(linked().session())) {
            owner.boundary();
            return;
        }
        ServerConnection from = linked();
        owner.settling();
        sync.ask(from, () -> {
            if (server == from) {
                owner.settled();
            }
        });
    }

    @Override
    public void commandCompleted(CommandTag tag) {
        if (tag == CommandTag.DEALLOCATE_ALL || tag == CommandTag.DISCARD_ALL) {
            // DEALLOCATE ALL keeps the unnamed statement. A simple Query drops it, which was noted as the Query was sent.
            relay.statements().clear();
        }
        effects.completed(linked().session(), tag);
    }

    @Override
    public boolean parameterReported(String name, String value) {
        return parameters.reported(name, value);
    }

    @Override
    public void busy(boolean busy) {
        if (busy) {
            owner.retrying();
        } else {
            owner.mayGoOn();
        }
    }

    @Override
    public void writable(boolean writable) {
        owner.adjustReading();
    }

    @Override
    public void synchronizationLost() {
        owner.synchronizationLost();
    }

    @Override
    public void lost(@Nullable ErrorResponse lastError) {
        ServerConnection from = linked();
        end();
        owner.lost(from, requests != Requests.NONE_SENT, lastError);
    }

    // ---- the client's values

    @Override
    public void tell(ParameterStatus status) {
        output.reply(status);
    }

    @Override
    public void synchronised() {
        owner.mayGoOn();
    }

    @Override
    public void refused(ErrorResponse error, boolean queryHasBeenSent) {
        if (queryHasBeenSent && server != null) {
            server.close(DisconnectReason.PARAMETERS);
        }
        owner.valuesRefused(error);
    }
}
