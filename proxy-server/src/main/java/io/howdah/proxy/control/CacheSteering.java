package io.howdah.proxy.control;

import io.howdah.console.view.CacheScope;
import io.howdah.console.view.ControlException;
import io.howdah.proxy.cache.ResultCache;
import io.howdah.proxy.cache.control.FlushOrder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out CACHE FLUSH, PAUSE CACHE, RESUME CACHE and CACHE BYPASS. */
public final class CacheSteering {

    private static final Logger LOG = LoggerFactory.getLogger(CacheSteering.class);

    private final ResultCache cache;

    /** @param cache of the pooler */
    public CacheSteering(ResultCache cache) {
        this.cache = cache;
    }

    /** @return how many answers, tables or statements the order has met */
    long flush(CacheScope scope) {
        requireOn();
        FlushOrder order = order(scope);
        cache.others().order(order.text()); // First, or a look-up in between would bring an answer from Redis into memory again.
        long met = scope instanceof CacheScope.Statement statement
                ? cache.flushStatements(known -> known.id().equals(statement.id())) : carryOut(order);
        LOG.info("CACHE FLUSH: {} met={}", scope, met);
        return met;
    }

    private FlushOrder order(CacheScope scope) {
        if (scope instanceof CacheScope.Table table) {
            return new FlushOrder(FlushOrder.Kind.TABLE, table.schema().orElse(""), table.name());
        }
        if (scope instanceof CacheScope.Statement statement) {
            // The number of a statement is this pooler's own.
            return new FlushOrder(FlushOrder.Kind.FORM, "", cache.statements().stream()
                    .filter(known -> known.id().equals(statement.id())).map(FlushOrder::form).findAny().orElse(""));
        }
        if (scope instanceof CacheScope.Tag tag) {
            return new FlushOrder(FlushOrder.Kind.TAG, "", tag.name());
        }
        return scope instanceof CacheScope.Pattern pattern ? new FlushOrder(FlushOrder.Kind.PATTERN, "", pattern.text())
                : new FlushOrder(FlushOrder.Kind.ALL, "", "");
    }

    private long carryOut(FlushOrder order) {
        return order.carryOut(cache, new CacheScope.Pattern(order.what())::matches);
    }

    /** An operator has given this order at another Howdah. */
    public void ordered(String text) {
        FlushOrder.read(text).ifPresent(order -> LOG.info("CACHE FLUSH at another instance: {} met={}", order, carryOut(order)));
    }

    /** RECONNECT has been carried out: another server may be behind a database's host from now on, with other rows. */
    void reconnected() {
        cache.forget();
    }

    void pause(boolean on) {
        requireOn();
        cache.power().pause(on);
        LOG.info("{} CACHE", on ? "PAUSE" : "RESUME");
    }

    void bypass(boolean on) {
        requireOn();
        cache.power().bypass(on);
        LOG.info("CACHE BYPASS {}", on ? "ON" : "OFF");
    }

    private void requireOn() {
        if (!cache.isOn()) {
            throw new ControlException("the cache is off");
        }
    }
}
