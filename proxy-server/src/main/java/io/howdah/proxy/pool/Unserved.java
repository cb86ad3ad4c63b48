package io.howdah.proxy.pool;

import io.howdah.proxy.server.login.LoginFailure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Acts for a client that gets no server at once. {@link PoolLists#checkout} calls exactly one of these methods, without the lock,
 * before it returns.
 */
interface Unserved<S> {

    /** A server of another loop has been taken for this client. */
    void served(WaitTicket ticket, S elsewhere);

    /** The client is queued, and an idle server has been taken for the clients in the queue. */
    void queued(WaitTicket ticket, S taken);

    /** The client is queued, and these connections are to be opened. */
    void queued(WaitTicket ticket, List<Opening> toOpen);

    /**
     * The client is refused, and does not stand in the queue.
     *
     * @param failure the server's refusal, for SERVER_REFUSES; else null
     */
    void refused(WaitTicket ticket, RefusalReason reason, @Nullable LoginFailure failure);
}
