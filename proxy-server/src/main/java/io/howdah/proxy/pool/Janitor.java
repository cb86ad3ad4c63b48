package io.howdah.proxy.pool;

import io.howdah.config.ServerSettings;
import io.howdah.proxy.parameters.TrackedParameters;
import io.howdah.proxy.server.DisconnectReason;
import io.howdah.proxy.server.ServerConnection;
import io.howdah.proxy.server.ServerState;
import io.howdah.proxy.session.Cleaning;
import io.howdah.proxy.session.ServerDefaults;
import io.howdah.proxy.session.ServerSession;
import io.howdah.proxy.session.SessionState;
import io.howdah.proxy.sql.StateKind;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after a pool's servers between two clients: has those checked that were idle for long, those cleaned or reset on which something
 * was left behind, and says which have lived long enough. A server that passes is free for others.
 */
final class Janitor {

    private static final Logger LOG = LoggerFactory.getLogger(Janitor.class);

    private static final long SECOND_NANOS = 1_000_000_000L;

    private final Supplier<PoolConfig> config;
    private final ServerDefaults defaults;
    private final FreeServers free;
    private volatile long workNanos = System.nanoTime();
    private long lastLifetimeCloseNanos = System.nanoTime();

    /** @param free where a server goes that passes */
    Janitor(Supplier<PoolConfig> config, ServerDefaults defaults, FreeServers free) {
        this.config = config;
        this.defaults = defaults;
        this.free = free;
    }

    private ServerSettings settings() {
        return config.get().server();
    }

    /** Whether a server that has been idle since then has to pass server_check_query before its next use. Any thread. */
    static boolean needsCheck(ServerSettings settings, long idleSinceNanos, long now) {
        return settings.checkQuery().isPresent() && now - idleSinceNanos > settings.checkDelay().toNanos();
    }

    /** Has an idle server that has been taken report what has changed: it does so with any answer. */
    void ask(ServerConnection server, Runnable then) {
        OnServersLoop.run(server, () -> {
            if (!server.isOpen()) {
                free.serveWaiters();
                return;
            }
            server.enter(ServerState.TESTED);
            server.age().requestAt(System.nanoTime());
            server.requests().query(";", error -> {
                defaults.defaultsOf(server.session());
                free.give(server);
                then.run();
            });
            server.flush();
        });
    }

    /** Runs server_check_query on an idle server that has been taken, on its own loop. */
    void check(ServerConnection server) {
        OnServersLoop.run(server, () -> {
            if (!server.isOpen()) {
                free.serveWaiters();
                return;
            }
            server.enter(ServerState.TESTED);
            server.age().requestAt(System.nanoTime());
            server.requests().query(settings().checkQuery().orElse(""), error -> {
                if (error != null) {
                    server.close(DisconnectReason.TEST_FAILED);
                } else {
                    server.age().idleSince(System.nanoTime());
                    defaults.defaultsOf(server.session());
                    free.give(server);
                }
            });
            server.flush();
        });
    }

    /**
     * Takes a free server that a client has had: closed, reset, cleaned or given on, as its state demands.
     *
     * @param reset whether a whole session has ended: server_reset_query runs
     * @param now System.nanoTime(), of a moment ago
     */
    void takeBack(ServerConnection server, boolean reset, long now) {
        if (server.closeIfNeeded()) {
            return;
        }
        if (server.outstanding().isSuspect()) {
            prove(server, reset);
            return;
        }
        int left = server.session().leftBehind();
        if (left != 0 && server.session().actsAsAnotherRole()) {
            left |= StateKind.ROLE;
        }
        String resetQuery = settings().resetQuery();
        if (lifetimeOver(server, now)) {
            server.close(DisconnectReason.LIFETIME);
        } else if (Cleaning.isImpossible(left)) {
            server.close(DisconnectReason.UNRESTORABLE);
        } else if (!resetQuery.isEmpty() && (reset || settings().resetQueryAlways())) {
            reset(server, resetQuery, left);
        } else if (left != 0) {
            clean(server, left);
        } else {
            settle(server);
        }
    }

    /** Gives a server on that stands where it should. Values that its client left in the middle of something are set back first. */
    private void settle(ServerConnection server) {
        ServerSession session = server.session();
        List<String> doubts = session.doubts();
        if (doubts.isEmpty()) {
            defaults.defaultsOf(session);
            free.give(server);
            return;
        }
        if (server.target().connectQuery().isPresent()) {
            clean(server, StateKind.UNKNOWN);
            return;
        }
        StringJoiner resets = new StringJoiner(";");
        doubts.forEach(name -> resets.add(TrackedParameters.reset(name)));
        run(server, resets.toString(), done -> {
            SessionState set = session.set();
            for (String name : doubts) {
                set = set.without(name);
            }
            session.setIs(set);
            defaults.defaultsOf(session);
            free.give(done);
        });
    }

    /** What connect_query had set is gone: it runs again. */
    private void connectAgain(ServerConnection server, String connectQuery) {
        run(server, connectQuery, done -> {
            done.session().connectQueryRan();
            defaults.defaultsOf(done.session());
            free.give(done);
        });
    }

    /** Has a server pass a barrier of which the pooler's account may be wrong; then it is taken back. */
    private void prove(ServerConnection server, boolean reset) {
        server.enter(ServerState.TESTED);
        long now = System.nanoTime();
        server.age().requestAt(now);
        server.requests().sendBarrier(error -> {
            if (server.status() == 'I') {
                takeBack(server, reset, System.nanoTime());
            } else {
                server.close(DisconnectReason.UNCLEAN);
            }
        });
        server.flush();
    }

    /**
     * Runs server_reset_query. Where that is not DISCARD ALL, what it may not undo is cleaned as well; and since nobody knows what it has
     * undone, what start-up parameters and connect_query had set goes with it.
     */
    private void reset(ServerConnection server, String resetQuery, int left) {
        if (Cleaning.isEverything(resetQuery)) {
            clean(server, resetQuery, left | StateKind.UNKNOWN);
            return;
        }
        run(server, resetQuery, done -> {
            int unsure = left;
            if (!done.session().set().isEmpty() || done.target().connectQuery().isPresent() || !done.session().isSettled()) {
                unsure |= StateKind.SETTING | (done.session().actsAsAnotherRole() ? StateKind.ROLE : 0);
            }
            if (unsure != 0) {
                clean(done, unsure);
            } else {
                free.give(done);
            }
        });
    }

    /** @param flags what is cleaned; where connect_query runs again, everything, for it may not be made for running twice */
    private void clean(ServerConnection server, int flags) {
        boolean connects = server.target().connectQuery().isPresent();
        clean(server, Cleaning.sql(connects ? StateKind.UNKNOWN : flags), connects ? StateKind.UNKNOWN : flags);
    }

    private void clean(ServerConnection server, String sql, int flags) {
        run(server, sql, cleaned -> {
            if (Cleaning.resetsParameters(flags)) {
                cleaned.session().parametersAreReset();
            }
            if (Cleaning.resetsRole(flags)) {
                cleaned.session().roleIsItsOwn();
            }
            cleaned.session().cleaned();
            cleaned.target().connectQuery().ifPresentOrElse(connectQuery -> connectAgain(cleaned, connectQuery),
                    () -> settle(cleaned));
        });
    }

    private void run(ServerConnection server, String sql, Consumer<ServerConnection> then) {
        server.enter(ServerState.TESTED);
        server.age().requestAt(System.nanoTime());
        server.requests().query(sql, error -> {
            if (error != null) {
                LOG.warn("{} reset query failed: {} {}", server, error.sqlState(), error.message());
                server.close(DisconnectReason.TEST_FAILED);
            } else {
                server.age().idleSince(System.nanoTime());
                then.accept(server);
            }
        });
        server.flush();
    }

    /**
     * Whether the server is to be closed for its age. PgBouncer's rule: at most one a (server_lifetime / pool_size), so that a pool does
     * not renew all at once. Any thread.
     */
    boolean lifetimeOver(ServerConnection server, long now) {
        if (settings().lifetime().isZero()) {
            return true; // PgBouncer: 0 is "use each connection once"
        }
        if (!server.age().isOver(now)) {
            return false;
        }
        long gap = settings().lifetime().toNanos() / Math.max(1, config.get().pool().poolSize());
        synchronized (this) {
            if (now - lastLifetimeCloseNanos < gap) {
                return false;
            }
            lastLifetimeCloseNanos = now;
            return true;
        }
    }

    /**
     * Whether no look at the servers has found, for a second, that one had a request within a second. A request in a transaction
     * block does not count, for what a server reports there may be undone. Any thread.
     */
    boolean sawNobodyWork(long now) {
        return now - workNanos > SECOND_NANOS;
    }

    /**
     * A look at a server on its loop: notes whether the server works, ends a check or cleaning that hangs, marks a server idle for long
     * as to be checked.
     */
    void look(ServerConnection server, long now) {
        if (server.status() == 'I' && now - server.age().requestNanos() < SECOND_NANOS) {
            workNanos = now;
        }
        long patience = Math.max(SECOND_NANOS, settings().connectTimeout().toNanos());
        if (server.state() == ServerState.TESTED && now - server.age().requestNanos() > patience) {
            server.close(DisconnectReason.TEST_FAILED);
        } else if (server.state() == ServerState.IDLE && needsCheck(settings(), server.idleSinceNanos(), now)) {
            server.enter(ServerState.USED);
        }
    }
}
