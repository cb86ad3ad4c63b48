package io.howdah.proxy.client;

import io.howdah.proxy.cache.CacheableRequest;
import io.howdah.proxy.cache.Fill;
import io.howdah.proxy.cache.LoopCache;
import io.howdah.proxy.cache.ResultCache;
import io.howdah.proxy.cache.Scope;
import io.howdah.proxy.cache.Writes;
import io.howdah.proxy.parameters.TrackedParameters;
import io.howdah.proxy.pool.Pool;
import io.howdah.proxy.prepared.ClientStatements;
import io.howdah.proxy.prepared.PreparedStatement;
import io.howdah.proxy.prepared.UnnamedStatement;
import io.howdah.proxy.server.ServerConnection;
import io.howdah.proxy.session.ClientParameters;
import io.howdah.proxy.session.SessionState;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One client's requests before the result cache: answers those whose answer is in the cache, has the answers of others kept, and
 * notes what its statements may write before they are sent. The cache is asked only between transactions, while the client has
 * no server; so a client's own uncommitted write is never hidden from it.
 */
final class CachedRequests {

    /** Settings of which neither a text's meaning nor an answer's bytes depend. */
    private static final Set<String> MEANINGLESS = Set.of("application_name", "default_transaction_read_only",
            "idle_in_transaction_session_timeout", "idle_session_timeout", "lock_timeout", "statement_timeout",
            "transaction_timeout");

    private final LoopCache cache;
    private final Pool pool;
    private final ClientParameters parameters;
    private @Nullable SessionState scopeOf;
    private @Nullable Scope scope;

    /** @param cache of the client's loop */
    CachedRequests(LoopCache cache, Pool pool, ClientParameters parameters) {
        this.cache = cache;
        this.pool = pool;
        this.parameters = parameters;
    }

    /** The client's scope. @return null if what its texts mean is not known, for a statement of its transaction may have changed it */
    private @Nullable Scope scope() {
        SessionState meaning = parameters.meaning();
        if (meaning == null) {
            return null;
        }
        Scope known = scope;
        if (known == null || meaning != scopeOf) {
            known = cache.cache().scope(new ResultCache.Place(pool.key().database(), pool.key().user(), pool.key(),
                    pool.config().target().database(), chosen(meaning)));
            scope = known;
            scopeOf = meaning;
        }
        return known;
    }

    private static List<Scope.Setting> chosen(SessionState meaning) {
        List<Scope.Setting> chosen = new ArrayList<>();
        meaning.forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!MEANINGLESS.contains(lower)) {
                chosen.add(new Scope.Setting(lower, value, TrackedParameters.assignment(name, value, true)));
            }
        });
        return List.copyOf(chosen);
    }

    // ---- answers

    /**
     * Answers the request at the buffer's reader index from the cache, if its answer is there, and moves the index behind the
     * request. Else the link records the answer to this request, if that may be kept.
     *
     * @return whether the request has been answered
     */
    boolean answers(ByteBuf in, StatementRequests statements, ServerLink link, ClientOutput output, long nowNanos) {
        link.records(null);
        Scope here = scope();
        CacheableRequest request = here == null ? null : cache.read(in, here);
        if (here == null || request == null) {
            return false;
        }
        CacheableRequest.Kind kind = request.kind();
        PreparedStatement named = null;
        if (kind == CacheableRequest.Kind.NAMED) {
            named = usable(statements.named().find(in, request.nameFrom(), request.nameTo() - request.nameFrom()));
            if (named == null) {
                return false;
            }
        } else if (kind == CacheableRequest.Kind.UNNAMED && !statements.keepsUnnamed(request.parseTo() - request.textFrom())) {
            return false;
        }
        ByteBuf out = output.own();
        int before = out.writerIndex();
        if (cache.give(in, here, kind, named == null ? 0 : named.number(), nowNanos, out)) {
            output.answered(out.writerIndex() - before);
            switch (kind) {
                case QUERY -> statements.unnamed().clear();
                case UNNAMED -> statements.parsedHere(in, request.textFrom(), request.parseTo());
                default -> {
                    // The client's statement stands as before, and its portal would be gone after the Sync.
                }
            }
            in.readerIndex(request.end());
            return true;
        }
        link.records(named == null ? cache.fillText(in, here, kind, nowNanos) : fillNamed(named, here, nowNanos));
        return false;
    }

    private @Nullable Fill fillNamed(PreparedStatement statement, Scope here, long nowNanos) {
        return cache.fillPrepared(statement, statement::parseBody, here, nowNanos);
    }

    /** A statement whose answers all clients may share: PostgreSQL has told the client its columns, and they have not changed. */
    private static @Nullable PreparedStatement usable(ClientStatements.@Nullable Registration registration) {
        return registration == null || !registration.isConfirmed() || registration.isOutdated() || registration.mayBeAnother()
                || !registration.statement().isDescribed() ? null : registration.statement();
    }

    // ---- what is about to be sent

    private static Writes writes(ServerConnection server) {
        return server.session().writes();
    }

    /** A Query is about to be sent whose text lies in {@code [from, to)}, with its NUL if there is one. */
    void sendsQuery(ServerConnection server, ByteBuf in, int from, int to) {
        Scope here = scope();
        if (here == null) {
            sendsAnything(server);
        } else {
            int end = to > from && in.getByte(to - 1) == 0 ? to - 1 : to;
            cache.runsText(writes(server), here, in, from, end);
        }
    }

    /** A Bind of this statement is about to be sent. */
    void binds(ServerConnection server, PreparedStatement statement) {
        Scope here = scope();
        if (here == null) {
            sendsAnything(server);
        } else {
            cache.runsPrepared(writes(server), here, statement, statement::parseBody);
        }
    }

    /** A Bind of the client's unnamed statement is about to be sent. */
    void bindsUnnamed(ServerConnection server, UnnamedStatement statement) {
        Scope here = scope();
        if (here == null || !statement.present()) {
            sendsAnything(server);
        } else {
            cache.runsParsed(writes(server), here, statement::parseBody);
        }
    }

    /** Something is about to be sent of which nobody knows what it does. */
    void sendsAnything(ServerConnection server) {
        cache.runsAnything(writes(server), pool.config().target().database());
    }
}
