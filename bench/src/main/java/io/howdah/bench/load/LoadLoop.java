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

/**
 * The clients of one event loop and what they count. Everything but {@link #ask} is for that loop's thread, which is why nothing
 * here is shared or locked.
 */
final class LoadLoop {

    /** How long a client that was refused stays away. */
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
    private Pace pace;
    /** Of a closed loop whose clients stay; null otherwise. */
    private Rotation rotation;
    private int connected;
    private boolean draining;

    /**
     * @param settled counts the clients that are in, or will not be
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

    /** One more client; before the loop is asked for anything. */
    void add(int number) {
        clients.add(new LoadClient(this, plan, new Transaction(plan, requests, random, number)));
    }

    /** Has the loop do something, and waits for it. */
    <T> T ask(Callable<T> question) throws InterruptedException {
        try {
            return eventLoop.submit(question).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("on the event loop", e.getCause());
        }
    }

    /** All clients begin to log in. */
    void connect() {
        clients.forEach(LoadClient::connect);
    }

    /** All clients that are in begin with their transactions; where each transaction connects, all clients. */
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
        eventLoop.schedule(((OpenLoop) pace)::wake, nanos, TimeUnit.NANOSECONDS);
    }

    /** What was counted since this was last asked. */
    Counts take() {
        Counts taken = counts;
        counts = new Counts();
        return taken;
    }

    /** Clients that are logged in. */
    int connectedClients() {
        return connected;
    }

    /** No further transactions; says how many are overdue. */
    long stop() {
        pace.stop();
        return pace.overdue(now());
    }

    /** Clients leave, each at the end of its transaction. */
    void drain() {
        draining = true;
        loginQueue.clear();
        clients.stream().filter(client -> !client.busy()).forEach(this::leave);
    }

    /** Clients leave now; the end. */
    void abandon() {
        clients.forEach(this::leave);
        request.release();
    }

    private void leave(LoadClient client) {
        if (client.leave()) {
            gone.countDown();
        }
    }

    // What clients call.

    long now() {
        return System.nanoTime();
    }

    RequestWriter requests() {
        return requests;
    }

    /** Where the next request is written; sent before anybody else asks for it. */
    ByteBuf emptyRequest() {
        return request.next();
    }

    Counts counts() {
        return counts;
    }

    /** A transaction ended. */
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

    /** A client was refused or lost its connection. */
    void apart(LoadClient client) {
        if (draining) {
            leave(client);
        } else if (pace == null) {
            // At the beginning each client has one try: a full server would never let all of them in.
            if (!client.hasBeenIn()) {
                settled.countDown();
            }
        } else {
            eventLoop.schedule(client::returns, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }
}
