package io.howdah.proxy.server;

import io.howdah.proxy.prepared.Booking;
import io.howdah.proxy.prepared.ClientStatements;
import io.howdah.proxy.prepared.PreparedStatement;
import io.howdah.proxy.prepared.ServerStatements;
import io.howdah.proxy.session.ServerSession;
import io.howdah.proxy.sql.StateKind;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the pooler must look after while the server answers a client's request: which of the answers are to statements that the
 * pooler has put into the request, and which names the request deallocates.
 */
public final class RequestNote implements Booking {

    /** The note of a message of the pooler's own within a client's batch. */
    public static final RequestNote OWN = new RequestNote(null, List.of(), List.of(), null, null, false);

    private final int @Nullable [] runs;
    private final List<ClientStatements.Registration> deallocated;
    private final List<PreparedStatement> held;
    private final @Nullable ServerSession session;
    private final @Nullable Joint joint;
    private final boolean behind;
    private int run;
    private int done;
    private int gone;
    private boolean allGone;
    private boolean failed;

    private RequestNote(int @Nullable [] runs, List<ClientStatements.Registration> deallocated, List<PreparedStatement> held,
            @Nullable ServerSession session, @Nullable Joint joint, boolean behind) {
        this.runs = runs;
        this.deallocated = deallocated;
        this.held = held;
        this.session = session;
        this.joint = joint;
        this.behind = behind;
    }

    /**
     * Joins a client's request to a query of the pooler's own behind the request. The client hears of one request: the relay
     * leaves out the ReadyForQuery of the client's request, and of the answers to the pooler's query all but the ReadyForQuery.
     */
    public static final class Joint {
        private boolean begun;
        private boolean failed;

        /** Whether the client's part has been answered. */
        public boolean isBehind() {
            return begun;
        }
    }

    /**
     * The note of a client's request.
     *
     * @param runs how many of the request's first statements are the client's, how many behind these are the pooler's, how many
     *     behind these the client's, and so on. All statements behind the last run are the client's. Null if all statements are.
     * @param deallocated the names that the request deallocates
     * @param held what the server has prepared, if the request deallocates everything; else empty
     * @param session the server's session, which may be left with a statement of a client's name
     * @param joint joins the request to a query of the pooler's behind the request; null if there is none
     */
    public static RequestNote of(
            int @Nullable [] runs, List<ClientStatements.Registration> deallocated, List<PreparedStatement> held,
            ServerSession session,
            @Nullable Joint joint) {
        return new RequestNote(runs, deallocated, held, session, joint, false);
    }

    /** The note of the pooler's query behind a client's request. */
    public static RequestNote behind(Joint joint) {
        return new RequestNote(null, List.of(), List.of(), null, joint, true);
    }

    // ---- answers

    /** What the relay does with the answers that come next. */
    public ResponseAction action() {
        if (behind) {
            return ResponseAction.SKIP;
        }
        while (runs != null && run < runs.length && done == runs[run]) {
            done = 0;
            run++;
        }
        return runs != null && run < runs.length && (run & 1) == 1 ? ResponseAction.SKIP : ResponseAction.FORWARD;
    }

    /** The server has answered a statement. */
    void completed() {
        done++;
    }

    /** Whether the relay leaves out the request's ReadyForQuery, since another follows. */
    boolean isJoined() {
        return joint != null && !behind;
    }

    /** The server has answered the client's request of two that are joined. */
    void ended(boolean inFailedTransaction) {
        assert joint != null : "only a request that is joined has another part";
        joint.begun = true;
        joint.failed = inFailedTransaction;
    }

    /** Whether an error of the pooler's query says only that the client's request before the query has failed. */
    boolean isFailedBefore() {
        return behind && joint != null && joint.failed;
    }

    // ---- names

    /** A DEALLOCATE has succeeded. */
    void deallocatedOne() {
        gone++;
    }

    /** DEALLOCATE ALL or DISCARD ALL has succeeded. */
    void deallocatedAll() {
        allGone = true;
    }

    /** The names that were booked as deallocated, and still stand on the server, stand again. */
    @Override
    public void skipped(byte type, ServerStatements on) {
        failed = true;
        if (allGone) {
            return;
        }
        held.forEach(on::unknown);
        for (ClientStatements.Registration standing : deallocated.subList(Math.min(gone, deallocated.size()),
                deallocated.size())) {
            // The pooler may have prepared a statement of the client's name, for DEALLOCATE to find.
            assert session != null : "a request that deallocates has a session";
            session.leaves(StateKind.PREPARED);
            standing.restore();
        }
    }

    @Override
    public boolean unheard(byte type, ServerStatements on) {
        return true;
    }

    /** Whether the server has yet to answer for a name that is booked as deallocated. */
    public boolean isUncertain() {
        return !failed && !allGone && (gone < deallocated.size() || !held.isEmpty());
    }

    /** Whether this name is booked as deallocated. */
    public boolean deallocates(byte[] name) {
        return deallocated.stream().anyMatch(registration -> Arrays.equals(registration.name(), name));
    }
}
