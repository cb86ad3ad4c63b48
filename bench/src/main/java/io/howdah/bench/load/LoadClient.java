package io.howdah.bench.load;

import io.howdah.bench.load.wire.OnlyKey;
import io.howdah.protocol.SqlState;
import io.howdah.protocol.TransactionStatus;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.frontend.Query;
import io.howdah.protocol.frontend.Terminate;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * One client of a load. It connects, runs one transaction after the other when its loop's {@link Pace} asks for one, and
 * reconnects when it loses its connection. Only its loop's thread uses it.
 */
final class LoadClient implements Worker {

    /** The event for which the client waits. */
    private enum State {
        /** The client has no connection and waits for a login. */
        APART,
        /** The client waits until its named statements are prepared. */
        PREPARING,
        /** The client waits until the pace asks for a transaction. */
        FREE,
        /** The client waits for the answer to a part of its transaction. */
        BUSY,
        /** The client waits for the end of a failed transaction. */
        ROLLING_BACK,
        /** The client has left and waits for nothing. */
        GONE
    }

    private final LoadLoop loop;
    private final boolean reconnecting;
    private final boolean checked;
    private final Transaction transaction;
    private State state = State.APART;
    private @Nullable LoadConnection connection;
    /** A login is under way, or waits in the queue or for the pause to end. */
    private boolean onTheWay;
    /** The pace knows that this client is free. */
    private boolean offered;
    /** A transaction is under way. */
    private boolean asked;
    private long intended;
    private int awaited;
    private int rows;
    private boolean failed;

    LoadClient(LoadLoop loop, LoadPlan plan, Transaction transaction) {
        this.loop = loop;
        this.reconnecting = plan.reconnecting();
        this.checked = plan.workload().answersWithKey();
        this.transaction = transaction;
    }

    /** Joins the loop's login queue. */
    void connect() {
        onTheWay = true;
        loop.logIn(this, new LoadConnection(this, checked));
    }

    /** Comes back after the pause, in which a server that refused the client may have recovered. */
    void returns() {
        onTheWay = false;
        if (state == State.GONE) {
            return;
        }
        if (reconnecting) {
            offer(loop.now());
        } else {
            connect();
        }
    }

    /** Offers the client to the pace for the first time, unless its login failed. */
    void joins() {
        offered = connection != null || reconnecting;
        if (offered) {
            loop.free(this, loop.now());
        }
    }

    /** Tells the pace that the client is free, unless the pace knows already. */
    private void offer(long now) {
        if (!offered) {
            offered = true;
            loop.free(this, now);
        }
    }

    void loggedIn(LoadConnection newConnection) {
        loop.loginEnded();
        if (state == State.GONE) {
            newConnection.end(lastWords());
            return;
        }
        onTheWay = false;
        failed = false;
        connection = newConnection;
        loop.counts().login();
        ByteBuf request = loop.emptyRequest();
        awaited = loop.requests().prepare(request);
        if (awaited == 0) {
            connected();
        } else {
            state = State.PREPARING;
            connection.send(request);
        }
    }

    private LoadConnection connection() {
        assert connection != null : "a client with a transaction has a connection";
        return connection;
    }

    private void connected() {
        state = State.FREE;
        loop.connected();
        if (asked) {
            proceed();
        } else {
            offer(loop.now());
        }
    }

    void loginFailed(@Nullable String sqlState, @Nullable String message) {
        loop.loginEnded();
        if (state != State.GONE) {
            loop.counts().error(sqlState, message);
            apart();
        }
    }

    private void apart() {
        state = State.APART;
        asked = false;
        onTheWay = true;
        loop.apart(this);
    }

    @Override
    public void begin(long when) {
        intended = when;
        asked = true;
        offered = false;
        transaction.draw();
        rows = 0;
        if (connection != null) {
            proceed();
        } else if (!onTheWay) {
            connect();
        }
    }

    /** Sends the transaction's next step, or ends the transaction. */
    private void proceed() {
        ByteBuf request = loop.emptyRequest();
        awaited = transaction.write(request);
        if (awaited > 0) {
            state = State.BUSY;
            connection().send(request);
        } else {
            ended();
        }
    }

    void ready(byte status) {
        if (awaited == 0) {
            lost("ReadyForQuery without a request");
            return;
        }
        if (--awaited > 0) {
            return;
        }
        if (state == State.PREPARING) {
            prepared();
        } else if (!failed) {
            proceed();
        } else if (status == TransactionStatus.IDLE.code()) {
            ended();
        } else if (state == State.ROLLING_BACK) {
            lost("still in a transaction after ROLLBACK");
        } else {
            state = State.ROLLING_BACK;
            ByteBuf request = loop.emptyRequest();
            new Query("ROLLBACK").write(request);
            awaited = 1;
            connection().send(request);
        }
    }

    private void prepared() {
        if (failed) {
            part();
        } else {
            connected();
        }
    }

    /** Counts only the first error of a transaction: later errors follow from the first. */
    void error(ErrorResponse error) {
        if (!failed) {
            failed = true;
            loop.counts().error(error.sqlState(), error.message());
        }
    }

    void row(ByteBuf in, int index, int length) {
        // A row beyond the last key is a wrong answer too, and has no key for the comparison.
        if (!failed && (rows >= transaction.size() || !OnlyKey.is(transaction.key(rows++), in, index, length))) {
            failed = true;
            loop.counts().error(LoadResult.WRONG_ANSWER, "not the answer to what was asked");
        }
    }

    private void ended() {
        state = State.FREE;
        asked = false;
        long now = loop.now();
        if (!failed && checked && rows < transaction.size()) {
            failed = true;
            loop.counts().error(LoadResult.WRONG_ANSWER, "no answer to what was asked");
        }
        if (!failed) {
            loop.counts().transaction(now - intended, transaction.size(), transaction.updates());
        }
        loop.turned(now);
        if (reconnecting) {
            connection().end(lastWords());
            connection = null;
            loop.disconnected();
        }
        failed = false;
        offer(now);
    }

    /** The connection ended unasked, or has become unusable. */
    void lost(String reason) {
        if (!failed) {
            loop.counts().error(SqlState.CONNECTION_FAILURE.code(), reason);
        }
        part();
    }

    private void part() {
        if (state != State.PREPARING) {
            loop.disconnected();
        }
        connection().abort();
        connection = null;
        apart();
    }

    /**
     * Sends Terminate and leaves. A transaction under way is broken off.
     *
     * @return false if the client had left before
     */
    boolean leave() {
        if (state == State.GONE) {
            return false;
        }
        state = State.GONE;
        if (connection != null) {
            connection.end(lastWords());
            connection = null;
        }
        return true;
    }

    /** Whether the client was logged in and waits, or waited, for its first transaction. */
    boolean hasBeenIn() {
        return offered;
    }

    /** Whether a transaction is under way. */
    boolean busy() {
        return asked;
    }

    private static ByteBuf lastWords() {
        ByteBuf out = PooledByteBufAllocator.DEFAULT.directBuffer();
        Terminate.INSTANCE.write(out);
        return out;
    }
}
