package io.howdah.bench.load;

import io.howdah.bench.load.login.Logins;
import io.howdah.bench.load.wire.RequestWriter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The clients of one event loop, and their counts. Only {@link #ask} may be called from another thread, so nothing in this class
 * is shared or locked.
 */
final class LoadLoop {

    /** How long a refused client stays away. */
    private static final long PAUSE_MILLIS = 100;

    private final EventLoop eventLoop;
    private final LoadPlan plan;
    private final Logins logins;
    private final LoginQueue loginQueue;
    private final RequestWriter requests;
    private final RequestBuffer request = new RequestBuffer();
    private final SplittableRandom random;
    private final List<LoadClient> clients = new ArrayList<>();
    private final CountDownLatch settled;
    private final CountDownLatch gone;
    private Counts counts = new Counts();
    private @Nullable Pace pace;
    /** Set for a closed loop whose clients stay connected; null otherwise. */
    private @Nullable Rotation rotation;
    private int connected;
    private boolean draining;

    /**
     * @param settled counts clients whose first login has ended, well or not
     * @param gone counts the clients that have left
     */
    LoadLoop(EventLoop eventLoop, LoadPlan plan, Logins logins, int loginsAtOnce, SplittableRandom random, CountDownLatch settled,
            CountDownLatch gone) {
        this.eventLoop = eventLoop;
        this.plan = plan;
        this.logins = logins;
        this.loginQueue = new LoginQueue(loginsAtOnce);
        this.requests = RequestWriter.of(plan.protocol(), Transaction.statements(plan));
        this.random = random;
        this.settled = settled;
        this.gone = gone;
    }

    /** Adds a client. Only before the first {@link #ask}. */
    void add(int number) {
        clients.add(new LoadClient(this, plan, new Transaction(plan, requests, random, number)));
    }

    /** Runs the question on the event loop and waits for its result. */
    <T> T ask(Callable<T> question) throws InterruptedException {
        try {
            return eventLoop.submit(question).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("on the event loop", e.getCause());
        }
    }

    /** Has all clients begin to log in. */
    void connect() {
        clients.forEach(LoadClient::connect);
    }

    /** Has all logged-in clients begin their transactions; all clients if each transaction has a connection of its own. */
    void begin() {
        if (plan.rate() > 0) {
            double share = plan.rate() / plan.loops();
            pace = new OpenLoop(new Arrivals(share, random.split(), now()), this::now, this::alarm);
        } else {
            pace = new ClosedLoop();
            rotation = plan.reconnecting() || connected == 0 ? null : new Rotation(connected);
        }
        clients.forEach(LoadClient::joins);
    }

    private void alarm(long nanos) {
        OpenLoop open = (OpenLoop) pace;
        assert open != null : "the pace itself sets the alarm";
        eventLoop.schedule(open::wake, nanos, TimeUnit.NANOSECONDS);
    }

    /** The counts since the last call. */
    Counts take() {
        Counts taken = counts;
        counts = new Counts();
        return taken;
    }

    /** The number of logged-in clients. */
    int connectedClients() {
        return connected;
    }

    /** Begins no further transactions, and returns how many are overdue. */
    long stop() {
        assert pace != null : "what has not begun is not stopped";
        pace.stop();
        return pace.overdue(now());
    }

    /** Has each client leave at the end of its transaction. */
    void drain() {
        draining = true;
        loginQueue.clear();
        clients.stream().filter(client -> !client.busy()).forEach(this::leave);
    }

    /** Has all clients leave now. The loop cannot be used afterwards. */
    void abandon() {
        clients.forEach(this::leave);
        request.release();
    }

    private void leave(LoadClient client) {
        if (client.leave()) {
            gone.countDown();
        }
    }

    // Methods for the clients.

    long now() {
        return System.nanoTime();
    }

    RequestWriter requests() {
        return requests;
    }

    /** The buffer for the next request. The caller must send it before the next call. */
    ByteBuf emptyRequest() {
        return request.next();
    }

    Counts counts() {
        return counts;
    }

    /** Tells the rotation of a transaction's end. */
    void turned(long now) {
        if (rotation != null) {
            long nanos = rotation.ended(now);
            if (nanos >= 0) {
                counts.inTurn(nanos);
            }
        }
    }

    void logIn(LoadClient client, LoadConnection connection) {
        loginQueue.add(() -> logins.connect(eventLoop, connection, client::loginFailed));
    }

    void loginEnded() {
        loginQueue.ended();
    }

    void connected() {
        connected++;
    }

    void disconnected() {
        connected--;
    }

    /** A client has nothing to do. */
    void free(LoadClient client, long now) {
        if (draining) {
            leave(client);
        } else if (pace == null) {
            settled.countDown();
        } else {
            pace.free(client, now);
        }
    }

    /** A server refused a client, or a client lost its connection. */
    void apart(LoadClient client) {
        if (draining) {
            leave(client);
        } else if (pace == null) {
            // Before the first transactions each client has one try: a full server would never admit all of them.
            if (!client.hasBeenIn()) {
                settled.countDown();
            }
        } else {
            eventLoop.schedule(client::returns, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }
}
