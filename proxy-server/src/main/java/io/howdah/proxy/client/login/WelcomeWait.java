package io.howdah.proxy.client.login;

import io.howdah.config.Timeouts;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.client.Client;
import io.howdah.proxy.client.ClientReport;
import io.howdah.proxy.client.ClientState;
import io.howdah.proxy.client.LoopClients;
import io.howdah.proxy.client.SessionClock;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.loop.SocketReport;
import io.howdah.proxy.parameters.ParameterSet;
import io.howdah.proxy.pool.Pool;
import io.howdah.proxy.pool.RefusalReason;
import io.howdah.proxy.pool.WaitTicket;
import io.howdah.proxy.pool.Waiter;
import io.howdah.proxy.proxied.Announced;
import io.howdah.proxy.proxied.ProxyHeader;
import io.howdah.proxy.server.ServerConnection;
import io.netty.channel.Channel;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A client that waits for the first server of its pool, whose reported values begin a session; gives the server back at once. */
final class WelcomeWait implements Waiter, Client {

    private final int id;
    private final Channel channel;
    private final Loop loop;
    private final String user;
    private final Pool pool;
    private final ParameterSet parameters;
    private final LoopClients sessions;
    private final Runnable goOn;
    private final WaitTicket ticket = new WaitTicket(this);
    private final long connectedNanos = System.nanoTime();
    private boolean over;

    /** @param goOn continues the login */
    WelcomeWait(int id, NewClient client, LoopClients sessions, Pool pool, Map<String, String> parameters, Runnable goOn) {
        this.id = id;
        this.channel = client.channel();
        this.loop = client.loop();
        this.user = client.user();
        this.pool = pool;
        this.parameters = ParameterSet.EMPTY.withAll(parameters);
        this.sessions = sessions;
        this.goOn = goOn;
    }

    @Override
    public ProxyHeader announced() {
        return Announced.onwards(channel);
    }

    void begin() {
        pool.stats(loop).clientMoved(-1, ClientState.WAITING.ordinal());
        sessions.addOther(this);
        channel.closeFuture().addListener(closed -> waitIsOver());
        ServerConnection free = pool.checkout(this, System.nanoTime());
        if (free != null) {
            pool.putBack(free);
            goOn();
        }
    }

    private void goOn() {
        waitIsOver();
        if (channel.isActive()) {
            goOn.run();
        }
    }

    private void waitIsOver() {
        pool.leave(this);
        if (over) {
            return;
        }
        over = true;
        pool.stats(loop).clientMoved(ClientState.WAITING.ordinal(), -1);
        sessions.removeOther(this);
    }

    /** PgBouncer applies query_timeout to such a client too, though it has sent no query yet. */
    @Override
    public void checkTimeouts(long now) {
        Timeouts limits = pool.config().timeouts();
        long waited = now - ticket.sinceNanos();
        if (over) {
            return;
        }
        if (SessionClock.isOver(waited, limits.query()) && pool.leave(this)) {
            end(SessionClock.queryTimeout(), "query_timeout");
        } else if (SessionClock.isOver(waited, limits.queryWait()) && pool.leave(this)) {
            pool.stats(loop).refused(RefusalReason.QUERY_WAIT_TIMEOUT.ordinal());
            end(pool.waitedTooLong(), "query_wait_timeout");
        }
    }

    @Override
    public void end(ErrorResponse error, @Nullable String reason) {
        waitIsOver();
        LoginReplies.fail(channel, error.withSeverity("FATAL"));
    }

    @Override
    public void suspend(boolean on) {
        channel.config().setAutoRead(!on);
    }

    @Override
    public void drop(String reason) {
        channel.close();
    }

    // ---- who waits

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public WaitTicket ticket() {
        return ticket;
    }

    @Override
    public boolean isWaiting() {
        return !over && channel.isActive();
    }

    @Override
    public void mustWait() {
        // The client's state is WAITING from the beginning.
    }

    @Override
    public boolean granted(ServerConnection server) {
        if (!over) {
            goOn();
        }
        return false; // the client does not need the server itself yet
    }

    @Override
    public void refused(RefusalReason reason, ErrorResponse error) {
        if (!over) {
            pool.stats(loop).refused(reason.ordinal());
            end(error, error.message());
        }
    }

    // ---- who it is

    @Override
    public int id() {
        return id;
    }

    @Override
    public String user() {
        return user;
    }

    @Override
    public @Nullable String applicationName() {
        return parameters.get("application_name");
    }

    @Override
    public ClientState state() {
        return ClientState.WAITING;
    }

    @Override
    public String database() {
        return pool.key().database();
    }

    @Override
    public Pool queue() {
        return pool;
    }

    @Override
    public ClientReport report() {
        return ClientReport.of(id, database(), user, "none", ClientState.WAITING, SocketReport.of(channel), null, connectedNanos,
                ticket.sinceNanos(), parameters);
    }
}
