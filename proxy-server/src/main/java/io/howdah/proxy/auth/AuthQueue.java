package io.howdah.proxy.auth;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lookups at one target. A thread runs them one after another, and ends when there are none. Logins of one user share a
 * lookup that has not been sent yet, so thousands of simultaneous logins need only a few queries. A login does not join a lookup
 * that has been sent: its answer may be older than the login, and a changed password must hold at once. AuthQueue keeps no
 * answers; see {@link AuthAnswers}. Any thread.
 */
final class AuthQueue implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AuthQueue.class);

    /** Most users that may wait at a time. */
    private static final int MOST_WAITING = 10_000;

    /** A query for users. It blocks, one thread at a time calls it, and the log names it by {@code toString}. */
    interface Question extends AutoCloseable {
        Optional<FoundUser> ask(String user) throws AuthQueryException;

        /** The roles that a user is a member of, its own among them. */
        Set<String> roles(String user) throws AuthQueryException;

        @Override
        void close();
    }

    private final Question question;
    private final AuthQueryCounts counts;
    private final ThreadPoolExecutor thread;
    private final Lookups<Optional<FoundUser>> users;
    private final Lookups<Set<String>> roles;
    private @Nullable AuthQueryException failure;
    private long failedNanos;

    /** @param question closed with this queue */
    AuthQueue(Question question, AuthQueryCounts counts) {
        this.question = question;
        this.counts = counts;
        users = new Lookups<>(question::ask);
        roles = new Lookups<>(question::roles);
        thread = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
                new DefaultThreadFactory("howdah-auth", true));
        thread.allowCoreThreadTimeOut(true);
    }

    /** The user of this name; fails with an {@link AuthQueryException}. */
    CompletableFuture<Optional<FoundUser>> ask(String user) {
        return users.ask(user);
    }

    /** The roles that a user is a member of; fails with an {@link AuthQueryException}. */
    CompletableFuture<Set<String>> roles(String user) {
        return roles.ask(user);
    }

    /** What is asked about users. */
    private interface Lookup<T> {
        T about(String user) throws AuthQueryException;
    }

    /** Lookups of one kind that have not been sent yet. */
    private final class Lookups<T> {
        private final ConcurrentHashMap<String, CompletableFuture<T>> waiting = new ConcurrentHashMap<>();
        private final Lookup<T> lookup;

        Lookups(Lookup<T> lookup) {
            this.lookup = lookup;
        }

        CompletableFuture<T> ask(String user) {
            CompletableFuture<T> shared = waiting.get(user);
            if (shared == null && waiting.size() >= MOST_WAITING) {
                return CompletableFuture.failedFuture(AuthQueryException.busy());
            }
            return waiting.computeIfAbsent(user, this::enqueued);
        }

        private CompletableFuture<T> enqueued(String user) {
            CompletableFuture<T> answer = new CompletableFuture<>();
            long sinceNanos = System.nanoTime();
            thread.execute(() -> {
                waiting.remove(user);
                try {
                    answer.complete(found(lookup, user, sinceNanos));
                } catch (AuthQueryException | RuntimeException e) {
                    answer.completeExceptionally(e);
                }
            });
            return answer;
        }
    }

    private <T> T found(Lookup<T> lookup, String user, long sinceNanos) throws AuthQueryException {
        if (failure != null && sinceNanos - failedNanos < 0) {
            // An attempt failed while this lookup waited. If each waiting lookup tried again, the last one would wait far too
            // long.
            throw failure;
        }
        try {
            T answer = lookup.about(user);
            counts.asked();
            return answer;
        } catch (AuthQueryException e) {
            counts.failed();
            LOG.warn("{} {}", question, e.getMessage());
            failure = e.isOfServer() ? e : null;
            failedNanos = System.nanoTime();
            throw e;
        }
    }

    /** Waiting lookups still get their answer, or a failure. */
    @Override
    public void close() {
        thread.execute(question::close);
        thread.shutdown();
    }
}
