package io.howdah.proxy.client;

import io.howdah.proxy.cache.LoopCache;
import io.howdah.proxy.cache.Scope;
import io.howdah.proxy.cache.Writes;
import io.howdah.proxy.prepared.PreparedStatement;
import io.howdah.proxy.prepared.UnnamedStatement;
import io.howdah.proxy.server.ServerConnection;
import io.howdah.proxy.sql.StateKind;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Notes for the result cache what one client's statements may write, before the statements are sent. */
final class WriteNotes {

    private final LoopCache cache;
    private final ClientScope scope;

    /** @param cache of the client's loop */
    WriteNotes(LoopCache cache, ClientScope scope) {
        this.cache = cache;
        this.scope = scope;
    }

    /**
     * The scope in which a text is about to be sent. A client that keeps its server may have set there what no server reports, and
     * then nobody knows what its texts mean.
     */
    private @Nullable Scope scopeOn(ServerConnection server) {
        return (server.session().leftBehind() & (StateKind.SETTING | StateKind.ROLE | StateKind.UNKNOWN)) != 0 ? null
                : scope.now();
    }

    private static Writes writes(ServerConnection server) {
        return server.session().writes();
    }

    /** A Query is about to be sent whose text lies in {@code [from, to)}, with its NUL if there is one. */
    void sendsQuery(ServerConnection server, ByteBuf in, int from, int to) {
        Scope here = scopeOn(server);
        if (here == null) {
            sendsAnything(server);
        } else {
            int end = to > from && in.getByte(to - 1) == 0 ? to - 1 : to;
            cache.runsText(writes(server), here, in, from, end);
        }
    }

    /** A Bind of this statement is about to be sent. */
    void binds(ServerConnection server, PreparedStatement statement) {
        Scope here = scopeOn(server);
        if (here == null) {
            sendsAnything(server);
        } else {
            cache.runsPrepared(writes(server), here, statement, statement::parseBody);
        }
    }

    /** A Bind of the client's unnamed statement is about to be sent. */
    void bindsUnnamed(ServerConnection server, UnnamedStatement statement) {
        Scope here = scopeOn(server);
        if (here == null || !statement.present()) {
            sendsAnything(server);
        } else {
            cache.runsParsed(writes(server), here, statement::parseBody);
        }
    }

    /** Something is about to be sent of which nobody knows what it does. */
    void sendsAnything(ServerConnection server) {
        cache.runsAnything(writes(server), scope.serverDatabase());
    }
}
