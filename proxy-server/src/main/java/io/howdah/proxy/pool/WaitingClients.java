package io.howdah.proxy.pool;

import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.server.ServerConnection;
import io.howdah.proxy.server.login.LoginFailure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Serves clients that get no server at once, and tells a refused client why. */
final class WaitingClients implements Unserved<ServerConnection> {

    private final PoolKey key;
    private final PoolLists<ServerConnection> lists;
    private final Opener opener;
    private final Handover handover;
    private final Runnable slotWanted;

    /** @param slotWanted called, without a lock, when a client waits and a limit shared with other pools may be in the way */
    WaitingClients(PoolKey key, PoolLists<ServerConnection> lists, Opener opener, Handover handover, Runnable slotWanted) {
        this.key = key;
        this.lists = lists;
        this.opener = opener;
        this.handover = handover;
        this.slotWanted = slotWanted;
    }

    @Override
    public void served(WaitTicket ticket, ServerConnection elsewhere) {
        ticket.waiter.mustWait();
        handover.hand(elsewhere, ticket);
    }

    @Override
    public void queued(WaitTicket ticket, ServerConnection taken) {
        ticket.waiter.mustWait();
        handover.bring(taken);
    }

    @Override
    public void queued(WaitTicket ticket, List<Opening> toOpen) {
        ticket.waiter.mustWait();
        opener.open(toOpen);
        if (toOpen.isEmpty() && lists.config().pool().maxDbConnections() + lists.config().pool().maxUserConnections() > 0) {
            slotWanted.run();
        }
    }

    @Override
    public void refused(WaitTicket ticket, RefusalReason reason, @Nullable LoginFailure failure) {
        ticket.waiter.mustWait();
        String severity = reason == RefusalReason.SHUTDOWN ? "FATAL" : "ERROR";
        ErrorResponse error = failure == null ? reason.error(severity, null, hint()) : failure.error().withSeverity("FATAL");
        ticket.waiter.refused(reason, error);
    }

    /**
     * The error for a client that has waited too long. If the server's own error is what keeps all clients waiting, the client
     * gets this error. Any thread.
     */
    ErrorResponse waitedTooLong() {
        LoginFailure problem = lists.problem();
        if (problem != null && problem.isServersOwn()) {
            return problem.error().withSeverity("FATAL");
        }
        LoginFailure failure = lists.lastFailure();
        String detail = failure == null ? null
                : "Last attempt to connect to " + failure.host() + ": " + failure.error().message();
        return RefusalReason.QUERY_WAIT_TIMEOUT.error("FATAL", detail, hint());
    }

    private String hint() {
        return "Pool \"" + key + "\" has pool_size " + lists.config().pool().poolSize() + "; see SHOW POOLS.";
    }
}
