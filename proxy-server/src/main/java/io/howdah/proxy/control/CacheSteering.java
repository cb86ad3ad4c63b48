package io.howdah.proxy.control;

import io.howdah.console.view.CacheScope;
import io.howdah.console.view.ControlException;
import io.howdah.proxy.cache.ResultCache;
import io.howdah.proxy.cache.Stamp;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out CACHE FLUSH, PAUSE CACHE, RESUME CACHE and CACHE BYPASS. */
final class CacheSteering {

    private static final Logger LOG = LoggerFactory.getLogger(CacheSteering.class);

    private final ResultCache cache;

    CacheSteering(ResultCache cache) {
        this.cache = cache;
    }

    /** @return how many answers, tables or statements the order has met */
    long flush(CacheScope scope) {
        requireOn();
        long met;
        if (scope instanceof CacheScope.Table table) {
            met = cache.flushTables(stamp -> isMeant(stamp, table));
        } else if (scope instanceof CacheScope.Statement statement) {
            met = cache.flushStatements(known -> known.id().equals(statement.id()));
        } else if (scope instanceof CacheScope.Pattern pattern) {
            met = cache.flushStatements(known -> pattern.matches(text(known.parse())));
        } else {
            met = cache.flush();
        }
        LOG.info("CACHE FLUSH: {} met={}", scope, met);
        return met;
    }

    private static String text(byte[] parse) {
        String body = new String(parse, StandardCharsets.UTF_8);
        return body.substring(0, Math.max(0, body.indexOf('\0')));
    }

    /** PostgreSQL writes names in quotes where they need them, and with their schema where search_path asks for it. */
    private static boolean isMeant(Stamp stamp, CacheScope.Table table) {
        String name = quoted(table.name());
        Optional<String> schema = table.schema().map(CacheSteering::quoted);
        return schema.isPresent() ? stamp.name().equals(schema.get() + "." + name)
                : stamp.name().equals(name) || stamp.name().endsWith("." + name);
    }

    private static String quoted(String name) {
        return name.matches("[a-z_][a-z0-9_$]*") ? name : "\"" + name.replace("\"", "\"\"") + "\"";
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
