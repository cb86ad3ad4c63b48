package io.howdah.proxy.pool;

import io.howdah.proxy.server.ServerConnection;
import io.howdah.proxy.session.ServerDefaults;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hears what servers report now, before a client is told. A server reports a reload or a promotion only with its next answer. A
 * client that refuses the welcome (target_session_attrs) never sends the query that would bring this answer. Any thread.
 */
final class Freshening {

    /** How long news may take. Whoever has waited for so long goes on with what is known. */
    private static final long PATIENCE_NANOS = 1_000_000_000L;

    private final PoolLists<ServerConnection> lists;
    private final ServerDefaults defaults;
    private final Janitor janitor;
    private final Opener opener;
    private final List<Runnable> waiting = new ArrayList<>();
    private long sinceNanos;

    Freshening(PoolLists<ServerConnection> lists, ServerDefaults defaults, Janitor janitor, Opener opener) {
        this.lists = lists;
        this.defaults = defaults;
        this.janitor = janitor;
        this.opener = opener;
    }

    /**
     * Asks an idle server, or opens a connection, if the welcome may be out of date.
     *
     * @param now System.nanoTime()
     * @param then called when there is news, on any thread; perhaps never, if the server is lost meanwhile
     * @return whether there will be news
     */
    boolean begin(long now, Runnable then) {
        ServerConnection idle;
        List<Opening> toOpen;
        synchronized (this) {
            if (!defaults.isDue(now)) {
                return false;
            }
            if (!waiting.isEmpty() && now - sinceNanos < PATIENCE_NANOS) {
                waiting.add(then);
                return true;
            }
            idle = lists.takeToAsk();
            toOpen = idle == null ? opening(now) : List.of();
            if (toOpen == null) {
                return false;
            }
            waiting.clear(); // Who is left there has waited for a second, and has gone on.
            waiting.add(then);
            sinceNanos = now;
            defaults.askedAt(now);
        }
        if (idle != null) {
            janitor.ask(idle, this::heard);
        } else {
            opener.open(toOpen);
        }
        return true;
    }

    /**
     * Takes the slot for a connection that brings the news. A server at work reports by itself. Servers whose clients are silent
     * (in session mode), or in a transaction, report nothing, and neither does a pool without servers, whose servers a restart may
     * have ended.
     *
     * @return null if the pool opens no connection; empty if one is being opened already
     */
    private @Nullable List<Opening> opening(long now) {
        boolean isSilent = defaults.turnsClientsAway() && janitor.sawNobodyWork(now);
        return isSilent || lists.servers().isEmpty() ? lists.toHear() : null;
    }

    /** A server has told its values, or could not be had. */
    void heard() {
        List<Runnable> all;
        synchronized (this) {
            all = new ArrayList<>(waiting);
            waiting.clear();
        }
        all.forEach(Runnable::run);
    }
}
