package io.howdah.proxy.auth;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Looks users up in PostgreSQL. Any thread; no caller waits. Each target has a thread of its own, so a server that does not
 * answer delays no other target.
 */
public final class AuthQuery implements AutoCloseable {

    /**
     * Clients choose database names if there is an entry {@code *}, so the number of targets is limited: the one unused for
     * longest goes.
     */
    private static final int MOST_TARGETS = 200;

    private final ScheduledThreadPoolExecutor upkeep = new ScheduledThreadPoolExecutor(1,
            new DefaultThreadFactory("howdah-auth-upkeep", true));
    private final LinkedHashMap<AuthTarget, AuthQueue> queues = new LinkedHashMap<>(16, 0.75f, true);
    private final Consumer<List<LoginUser>> kinds;
    private boolean closed;

    /** Makes no connection before the first lookup. @param credentials gets the kinds of the secrets of a server's users */
    public AuthQuery(CredentialStore credentials) {
        this.kinds = credentials::serversUsersAre;
        upkeep.setRemoveOnCancelPolicy(true);
    }

    /** The user of this name, if there is one; fails with an {@link AuthQueryException}. */
    CompletableFuture<Optional<FoundUser>> find(AuthTarget target, String user) {
        return ask(target, queue -> queue.ask(user));
    }

    /** The roles that a user is a member of, its own among them; fails with an {@link AuthQueryException}. */
    CompletableFuture<Set<String>> roles(AuthTarget target, String user) {
        return ask(target, queue -> queue.roles(user));
    }

    private synchronized <T> CompletableFuture<T> ask(AuthTarget target, Function<AuthQueue, CompletableFuture<T>> lookup) {
        if (closed) {
            return CompletableFuture.failedFuture(AuthQueryException.busy());
        }
        AuthQueue queue = queues.get(target);
        if (queue == null) {
            letOneGo();
            queue = new AuthQueue(new AuthConnection(target, upkeep, kinds));
            queues.put(target, queue);
        }
        return lookup.apply(queue);
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

    /** Forgets every target: a reload may have changed them, and RECONNECT asks for new connections. */
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
