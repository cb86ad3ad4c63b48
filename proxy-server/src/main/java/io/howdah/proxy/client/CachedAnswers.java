package io.howdah.proxy.client;

import io.howdah.proxy.cache.AnswerSource;
import io.howdah.proxy.cache.CacheableRequest;
import io.howdah.proxy.cache.CachedAnswer;
import io.howdah.proxy.cache.Fill;
import io.howdah.proxy.cache.Flight;
import io.howdah.proxy.cache.LoopCache;
import io.howdah.proxy.cache.Scope;
import io.howdah.proxy.cache.SecondLevel;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.prepared.ClientStatements;
import io.howdah.proxy.prepared.PreparedStatement;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Answers one client's requests from the result cache, and has the answers of others kept. The cache is asked only between
 * transactions, while the client has no server; so a client's own uncommitted write is never hidden from it.
 */
final class CachedAnswers {

    private final Loop loop;
    private final LoopCache cache;
    private final ClientScope scope;
    private final StatementRequests statements;
    private final ServerLink link;
    private final ClientOutput output;
    private final LookUp.Waiter waiter;
    private @Nullable LookUp wait;

    /**
     * @param clients all clients of the loop
     * @param waiter hears the end of each wait
     */
    CachedAnswers(LoopState clients, ClientScope scope, StatementRequests statements, ServerLink link, ClientOutput output,
            LookUp.Waiter waiter) {
        this.loop = clients.loop();
        this.cache = clients.cache();
        this.scope = scope;
        this.statements = statements;
        this.link = link;
        this.output = output;
        this.waiter = waiter;
    }

    /**
     * Answers the request at the buffer's reader index from the cache, if its answer is there, and moves the index behind the
     * request. Else the client may have to wait for the answer ({@link #takeWait}), or needs a server. Then the link records the
     * answer to this request, if that may be kept.
     *
     * @param waited what the request has waited for; null if it has not waited
     * @return whether the request has been answered
     */
    boolean answers(ByteBuf in, long nowNanos, @Nullable LookUp waited) {
        Scope here = scope.ofAnswers();
        CacheableRequest request = here == null ? null : cache.read(in, here);
        if (here == null || request == null) {
            return needsServer(null);
        }
        CacheableRequest.Kind kind = request.kind();
        PreparedStatement named = null;
        if (kind == CacheableRequest.Kind.NAMED) {
            named = usable(statements.named().find(in, request.nameFrom(), request.nameTo() - request.nameFrom()));
            if (named == null || cache.refusesPrepared(named, named::parseBody, here)) {
                return needsServer(null);
            }
        } else if (cache.refusesText(in, here, kind) || kind == CacheableRequest.Kind.UNNAMED
                && !statements.keepsUnnamed(request.parseTo() - request.textFrom())) {
            return needsServer(null);
        }
        CachedAnswer answer = cache.find(in, here, kind, named == null ? 0 : named.number(), nowNanos);
        if (answer == null && waited != null) {
            answer = came(waited, nowNanos);
        }
        if (answer != null) {
            return given(answer, waited == null ? AnswerSource.MEMORY : waited.source(), in, request);
        }
        if (waited != null && !waited.follows()) {
            return needsServer(cache.isFor(waited.fill()) ? waited.fill() : null);
        }
        Fill fill = named == null ? cache.fillText(in, here, kind, nowNanos)
                : cache.fillPrepared(named, named::parseBody, named::shapedBody, here, nowNanos);
        if (fill == null) {
            return needsServer(null);
        }
        return waited == null ? looksUp(fill, in, request, nowNanos) : asksAfterWait(fill, waited, nowNanos);
    }

    /** The wait for the request that has not been answered; null if the request needs a server. */
    @Nullable
    LookUp takeWait() {
        LookUp begins = wait;
        wait = null;
        return begins;
    }

    /** The answer for which the client has waited, if it has come and may be given. */
    private @Nullable CachedAnswer came(LookUp waited, long nowNanos) {
        CachedAnswer answer = waited.answer();
        return answer != null && cache.isFor(waited.fill()) && cache.mayGive(answer, nowNanos) ? answer : null;
    }

    private boolean given(CachedAnswer answer, AnswerSource from, ByteBuf in, CacheableRequest request) {
        link.records(null);
        ByteBuf out = output.own();
        int before = out.writerIndex();
        cache.write(answer, from, request.kind(), out);
        output.answered(out.writerIndex() - before);
        switch (request.kind()) {
            case QUERY -> statements.unnamed().clear();
            case UNNAMED -> statements.parsedHere(in, request.textFrom(), request.parseTo());
            default -> {
                // The client's statement stands as before, and its portal would be gone after the Sync.
            }
        }
        in.readerIndex(request.end());
        return true;
    }

    private boolean needsServer(@Nullable Fill fill) {
        link.records(fill);
        if (fill != null) {
            fill.missed();
        }
        return false;
    }

    /** The answer is not in memory: another client may have asked for it already, or the second level may have it. */
    private boolean looksUp(Fill fill, ByteBuf in, CacheableRequest request, long nowNanos) {
        LookUp next = new LookUp(fill, request.isDescribed(), loop, waiter, nowNanos);
        Flight flight = cache.enter(fill, next, nowNanos);
        if (flight != null && !flight.isLedBy(next)) {
            link.records(null);
            next.follow(flight);
            wait = next;
            return false;
        }
        link.records(fill); // From now on whatever ends the request also lands the flight.
        if (flight != null) {
            fill.leads(flight);
            CachedAnswer kept = cache.findAgain(nowNanos);
            if (kept != null) {
                // Another flight has landed between the first look and the beginning of this one.
                return given(kept, AnswerSource.MEMORY, in, request);
            }
        }
        SecondLevel second = cache.secondLevel();
        if (second == null) {
            return needsServer(fill);
        }
        next.ask(second);
        wait = next;
        return false;
    }

    /**
     * Another client's answer has not come, or must not be given. All who waited for it go on at once: the pool bounds how many of
     * them PostgreSQL sees at a time, and one after another would each wait for those before. The first of them leads a new flight
     * for clients that come later, and records; what the others record would be the same.
     */
    private boolean asksAfterWait(Fill fill, LookUp waited, long nowNanos) {
        Flight flight = cache.lead(fill, waited, nowNanos);
        if (flight == null) {
            fill.missed();
            return needsServer(null);
        }
        fill.leads(flight);
        return needsServer(fill);
    }

    /** A statement whose answers all clients may share: PostgreSQL has told the client its columns, and they have not changed. */
    private static @Nullable PreparedStatement usable(ClientStatements.@Nullable Registration registration) {
        return registration == null || !registration.isConfirmed() || registration.isOutdated() || registration.mayBeAnother()
                || !registration.statement().isDescribed() ? null : registration.statement();
    }
}
