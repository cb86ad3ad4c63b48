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
 * What the pooler has to look after while a client's request is answered: which of the answers are to statements that the pooler has put
 * into the request, and which names the request deallocates.
 */
public final class RequestNote implements Booking {

    /** Of a message of the pooler's own within a client's batch. */
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
     * A client's request and a query of the pooler's own behind it, of which the client hears as of one: the first one's ReadyForQuery
     * and the second one's answers are left out.
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
     * Of a client's request.
     *
     * @param runs how many of its statements are the client's, how many that come then the pooler's, then again the client's, and so on,
     *     the rest being the client's; null where all are
     * @param deallocated the names it deallocates
     * @param held what the server has prepared, where the request deallocates all that
     * @param session of the server, in which a statement of a client's name may be left
     * @param joint what joins it to the pooler's query behind it, or null
     */
    public static RequestNote of(
            int @Nullable [] runs, List<ClientStatements.Registration> deallocated, List<PreparedStatement> held,
            ServerSession session,
            @Nullable Joint joint) {
        return new RequestNote(runs, deallocated, held, session, joint, false);
    }

    /** Of the pooler's query behind a client's request. */
    public static RequestNote behind(Joint joint) {
        return new RequestNote(null, List.of(), List.of(), null, joint, true);
    }

    // ---- answers

    /** What becomes of the answers that come next. */
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

    /** A statement has been answered. */
    void completed() {
        done++;
    }

    /** Whether its ReadyForQuery is left out, for another follows. */
    boolean isJoined() {
        return joint != null && !behind;
    }

    /** The client's part of two that are joined has ended. */
    void ended(boolean inFailedTransaction) {
        assert joint != null : "only a request that is joined has another part";
        joint.begun = true;
        joint.failed = inFailedTransaction;
    }

    /** Whether an error of this query says only that the one it is joined to has failed. */
    boolean isFailedBefore() {
        return behind && joint != null && joint.failed;
    }

    // ---- names

    /** A DEALLOCATE has succeeded. */
    void deallocatedOne() {
        gone++;
    }

    /** All has been deallocated. */
    void deallocatedAll() {
        allGone = true;
    }

    /** The names that have been booked as deallocated and are not stand again. */
    @Override
    public void skipped(byte type, ServerStatements on) {
        failed = true;
        if (allGone) {
            return;
        }
        held.forEach(on::unknown);
        for (ClientStatements.Registration standing : deallocated.subList(Math.min(gone, deallocated.size()),
                deallocated.size())) {
            // The server may have got a statement of the client's name, for DEALLOCATE to find.
            assert session != null : "a request that deallocates has a session";
            session.leaves(StateKind.PREPARED);
            standing.restore();
        }
    }

    @Override
    public boolean unheard(byte type, ServerStatements on) {
        return true;
    }

    /** Whether it cannot be told yet if what has been booked as deallocated is. */
    public boolean isUncertain() {
        return !failed && !allGone && (gone < deallocated.size() || !held.isEmpty());
    }

    /** Whether this name has been booked as deallocated. */
    public boolean deallocates(byte[] name) {
        return deallocated.stream().anyMatch(registration -> Arrays.equals(registration.name(), name));
    }
}
