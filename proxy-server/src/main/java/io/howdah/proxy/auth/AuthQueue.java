package io.howdah.proxy.auth;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is to be looked up at one target: asked one after another on a thread that ends when there is nobody left. Logins of one user
 * that come while its question waits share the answer, so that thousands of them at a time are a few queries. A question that has been
 * sent is not joined: its answer may be older than the login, and a password that has just been changed must hold at once. For the same
 * reason no answer is kept. Any thread.
 */
final class AuthQueue implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AuthQueue.class);

    /** Different users that wait at a time. */
    private static final int MOST_WAITING = 10_000;

    /** What is asked, named by {@code toString} in the log: blocks, and is called by one thread at a time. */
    interface Question extends AutoCloseable {
        Optional<FoundUser> ask(String user) throws AuthQueryException;

        @Override
        void close();
    }

    private final Question question;
    private final ThreadPoolExecutor thread;
    private final ConcurrentHashMap<String, CompletableFuture<Optional<FoundUser>>> waiting = new ConcurrentHashMap<>();
    private AuthQueryException failure;
    private long failedNanos;

    /** @param question closed with this queue */
    AuthQueue(Question question) {
        this.question = question;
        thread = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), new DefaultThreadFactory("howdah-auth", true));
        thread.allowCoreThreadTimeOut(true);
    }

    /** The user of that name; fails with an {@link AuthQueryException}. */
    CompletableFuture<Optional<FoundUser>> ask(String user) {
        CompletableFuture<Optional<FoundUser>> shared = waiting.get(user);
        if (shared == null && waiting.size() >= MOST_WAITING) {
            return CompletableFuture.failedFuture(AuthQueryException.busy());
        }
        return waiting.computeIfAbsent(user, this::enqueued);
    }

    private CompletableFuture<Optional<FoundUser>> enqueued(String user) {
        CompletableFuture<Optional<FoundUser>> answer = new CompletableFuture<>();
        long sinceNanos = System.nanoTime();
        thread.execute(() -> {
            waiting.remove(user);
            try {
                answer.complete(found(user, sinceNanos));
            } catch (AuthQueryException | RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    private Optional<FoundUser> found(String user, long sinceNanos) throws AuthQueryException {
        if (failure != null && sinceNanos - failedNanos < 0) {
            // The server was tried, in vain, while this one waited: each taking its time would be for ever.
            throw failure;
        }
        try {
            return question.ask(user);
        } catch (AuthQueryException e) {
            LOG.warn("{} {}", question, e.getMessage());
            failure = e.isOfServer() ? e : null;
            failedNanos = System.nanoTime();
            throw e;
        }
    }

    /** Those who wait still get their answer, or a failure. */
    @Override
    public void close() {
        thread.execute(question::close);
        thread.shutdown();
    }
}
