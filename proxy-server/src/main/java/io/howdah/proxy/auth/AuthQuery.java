package io.howdah.proxy.auth;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Consumer;

/**
 * Looks users up in PostgreSQL. Any thread, and no caller waits: each target is asked by a thread of its own, so that one that does
 * not answer holds up nobody else.
 */
public final class AuthQuery implements AutoCloseable {

    /** Clients choose names of databases, where there is an entry {@code *}: who has not been asked for longest is let go. */
    private static final int MOST_TARGETS = 200;

    private final ScheduledThreadPoolExecutor upkeep = new ScheduledThreadPoolExecutor(1, new DefaultThreadFactory("howdah-auth-upkeep", true));
    private final LinkedHashMap<AuthTarget, AuthQueue> queues = new LinkedHashMap<>(16, 0.75f, true);
    private final Consumer<List<LoginUser>> kinds;
    private boolean closed;

    /** Asks nobody until it is asked. @param credentials told of what kinds the secrets of a server's users are */
    public AuthQuery(CredentialStore credentials) {
        this.kinds = credentials::serversUsersAre;
        upkeep.setRemoveOnCancelPolicy(true);
    }

    /** The user of that name, if there is one; fails with an {@link AuthQueryException}. */
    CompletableFuture<Optional<FoundUser>> find(AuthTarget target, String user) {
        synchronized (this) {
            if (closed) {
                return CompletableFuture.failedFuture(AuthQueryException.busy());
            }
            AuthQueue queue = queues.get(target);
            if (queue == null) {
                letOneGo();
                queue = new AuthQueue(new AuthConnection(target, upkeep, kinds));
                queues.put(target, queue);
            }
            return queue.ask(user);
        }
    }

    private void letOneGo() {
        if (queues.size() < MOST_TARGETS) {
            return;
        }
        Iterator<AuthQueue> eldest = queues.values().iterator();
        AuthQueue queue = eldest.next();
        eldest.remove();
        queue.close();
    }

    /** Forgets every target: a reload may have changed them, and RECONNECT wants new connections. */
    public synchronized void reconnect() {
        queues.values().forEach(AuthQueue::close);
        queues.clear();
    }

    @Override
    public synchronized void close() {
        closed = true;
        reconnect();
        upkeep.shutdown();
    }
}
