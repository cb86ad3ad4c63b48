package io.howdah.proxy.client;

import io.howdah.proxy.cache.CacheableRequest;
import io.howdah.proxy.cache.CachedAnswer;
import io.howdah.proxy.cache.LoopCache;
import io.howdah.proxy.cache.Scope;
import io.howdah.proxy.prepared.ClientStatements;
import io.howdah.proxy.prepared.PreparedStatement;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Answers one client's requests from the result cache, and has the answers of others kept. The cache is asked only between
 * transactions, while the client has no server; so a client's own uncommitted write is never hidden from it.
 */
final class CachedAnswers {

    private final LoopCache cache;
    private final ClientScope scope;
    private final StatementRequests statements;
    private final ServerLink link;
    private final ClientOutput output;

    /** @param cache of the client's loop */
    CachedAnswers(LoopCache cache, ClientScope scope, StatementRequests statements, ServerLink link, ClientOutput output) {
        this.cache = cache;
        this.scope = scope;
        this.statements = statements;
        this.link = link;
        this.output = output;
    }

    /**
     * Answers the request at the buffer's reader index from the cache, if its answer is there, and moves the index behind the
     * request. Else the link records the answer to this request, if that may be kept.
     *
     * @return whether the request has been answered
     */
    boolean answers(ByteBuf in, long nowNanos) {
        Scope here = scope.now();
        CacheableRequest request = here == null ? null : cache.read(in, here);
        if (here == null || request == null) {
            return false;
        }
        CacheableRequest.Kind kind = request.kind();
        PreparedStatement named = null;
        if (kind == CacheableRequest.Kind.NAMED) {
            named = usable(statements.named().find(in, request.nameFrom(), request.nameTo() - request.nameFrom()));
            if (named == null || cache.refuses(named, named::parseBody, here)) {
                return false;
            }
        } else if (kind == CacheableRequest.Kind.UNNAMED && !statements.keepsUnnamed(request.parseTo() - request.textFrom())) {
            return false;
        }
        CachedAnswer answer = cache.find(in, here, kind, named == null ? 0 : named.number(), nowNanos);
        if (answer != null) {
            ByteBuf out = output.own();
            int before = out.writerIndex();
            cache.write(answer, kind, out);
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
        link.records(named == null ? cache.fillText(in, here, kind, nowNanos)
                : cache.fillPrepared(named, named::parseBody, here, nowNanos));
        return false;
    }

    /** A statement whose answers all clients may share: PostgreSQL has told the client its columns, and they have not changed. */
    private static @Nullable PreparedStatement usable(ClientStatements.@Nullable Registration registration) {
        return registration == null || !registration.isConfirmed() || registration.isOutdated() || registration.mayBeAnother()
                || !registration.statement().isDescribed() ? null : registration.statement();
    }
}
