package io.howdah.proxy.auth;

import com.github.benmanes.caffeine.cache.Ticker;
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
    private final AuthAnswers<Optional<FoundUser>> users = new AuthAnswers<>(Optional::isPresent, Ticker.systemTicker());
    private final AuthAnswers<Set<String>> roles = new AuthAnswers<>(names -> !names.isEmpty(), Ticker.systemTicker());
    private final AuthQueryCounts counts = new AuthQueryCounts();
    private final Consumer<List<LoginUser>> kinds;
    private boolean closed;

    /** Makes no connection before the first lookup. @param credentials gets the kinds of the secrets of a server's users */
    public AuthQuery(CredentialStore credentials) {
        this.kinds = credentials::serversUsersAre;
        credentials.whenRefused(users::doubted);
        upkeep.setRemoveOnCancelPolicy(true);
    }

    /** The user of this name, if there is one; fails with an {@link AuthQueryException}. */
    CompletableFuture<Optional<FoundUser>> find(AuthTarget target, String user) {
        return answer(users, target, user, queue -> queue.ask(user));
    }

    /** The roles that a user is a member of, its own among them; fails with an {@link AuthQueryException}. */
    CompletableFuture<Set<String>> roles(AuthTarget target, String user) {
        return answer(roles, target, user, queue -> queue.roles(user));
    }

    private <T> CompletableFuture<T> answer(AuthAnswers<T> answers, AuthTarget target, String user,
            Function<AuthQueue, CompletableFuture<T>> lookup) {
        T known = answers.known(target, user);
        if (known != null) {
            counts.kept();
            return CompletableFuture.completedFuture(known);
        }
        return answers.ask(target, user, () -> ask(target, lookup));
    }

    /** A login with the answer about this user has failed, so the answer may be too old. */
    void doubted(AuthTarget target, String user) {
        users.doubted(target, user);
    }

    /** How many lookups there were. */
    public AuthQueryCounts counts() {
        return counts;
    }

    private synchronized <T> CompletableFuture<T> ask(AuthTarget target, Function<AuthQueue, CompletableFuture<T>> lookup) {
        if (closed) {
            return CompletableFuture.failedFuture(AuthQueryException.busy());
        }
        AuthQueue queue = queues.get(target);
        if (queue == null) {
            letOneGo();
            queue = new AuthQueue(new AuthConnection(target, upkeep, kinds), counts);
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

    /** Forgets every target and every answer: a reload may have changed them, and RECONNECT asks for new connections. */
    public synchronized void reconnect() {
        queues.values().forEach(AuthQueue::close);
        queues.clear();
        users.forget();
        roles.forget();
    }

    @Override
    public synchronized void close() {
        closed = true;
        reconnect();
        upkeep.shutdown();
    }
}
