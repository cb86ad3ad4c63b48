package io.howdah.proxy.live;

import io.howdah.console.view.CacheRedisSnapshot;
import io.howdah.console.view.CacheRelationSnapshot;
import io.howdah.console.view.CacheSnapshot;
import io.howdah.console.view.CacheStatementSnapshot;
import io.howdah.proxy.cache.CacheCounters;
import io.howdah.proxy.cache.CacheSwitch;
import io.howdah.proxy.cache.KnownStatement;
import io.howdah.proxy.cache.ResultCache;
import io.howdah.proxy.cache.probe.Bypass;
import io.howdah.proxy.cache.probe.BypassReason;
import io.howdah.proxy.sql.StatementFingerprint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Reads the result cache: SHOW CACHE, CACHE_STATEMENTS and CACHE_RELATIONS. */
public final class CacheReader {

    /** Most rows: more are of no use to an operator. */
    private static final int ROWS = 10_000;

    /** Most characters of a text. */
    private static final int TEXT_LENGTH = 200;

    private final ResultCache cache;

    /** @param cache of the pooler */
    public CacheReader(ResultCache cache) {
        this.cache = cache;
    }

    /** One row a database for which clients have asked; none while there is no cache. */
    List<CacheSnapshot> databases() {
        if (!cache.isOn()) {
            return List.of();
        }
        String mode = mode();
        return cache.counters().stream().sorted(Comparator.comparing(CacheCounters::database))
                .map(of -> new CacheSnapshot(of.database(), mode, of.entries(), of.bytes(), of.hits() + of.coalesced(),
                        of.secondLevelHits(), of.misses(),
                        of.bypasses(), of.fills(), of.rejections(), of.evictions(), of.invalidations(),
                        cache.others().state(), cache.others().queue(), of.coalesced(),
                        TimeUnit.NANOSECONDS.toMicros(of.savedNanos())))
                .toList();
    }

    /** The connection to Redis; empty without one. */
    Optional<CacheRedisSnapshot> redis() {
        return cache.others().figures()
                .map(of -> new CacheRedisSnapshot(of.isConnected(), of.connections(), of.answered(), of.timedOut(),
                        of.refused(), of.errors(), of.answeredNanos() / 1e9));
    }

    private String mode() {
        CacheSwitch power = cache.power();
        return power.isBypassed() ? "bypass" : power.isPaused() ? "paused" : cache.settings().mode().spelling();
    }

    /** The statements that the cache has met, the most used first. */
    List<CacheStatementSnapshot> statements() {
        return cache.statements().stream()
                .sorted(Comparator.comparingLong((KnownStatement of) -> -of.hits() - of.misses())
                        .thenComparing(KnownStatement::id))
                .limit(ROWS).map(this::row).toList();
    }

    private CacheStatementSnapshot row(KnownStatement of) {
        String text = StatementFingerprint.of(of.parse()).text();
        return new CacheStatementSnapshot(of.scope().database(), of.scope().user(), of.id(), of.state(),
                of.bypass().map(why -> why.reason().code()).orElse(""), of.bypass().map(Bypass::toString).orElse(""),
                of.tables(), cache.ttl(of).toMillis(), of.hits(), of.misses(),
                of.fills(),
                text.length() > TEXT_LENGTH ? text.substring(0, TEXT_LENGTH) + "..." : text);
    }

    /** The tables that statements have named, by the database's name in PostgreSQL. */
    List<CacheRelationSnapshot> relations() {
        long now = System.nanoTime();
        List<CacheRelationSnapshot> rows = new ArrayList<>();
        cache.databases().forEach((database, stamps) -> stamps.tables().forEach(table -> rows.add(
                new CacheRelationSnapshot(database, table.name(), table.oid(), table.writers(), table.writes(),
                        table.writes() == 0 ? -1 : TimeUnit.NANOSECONDS.toMicros(now - table.lastWriteNanos())))));
        rows.sort(Comparator.comparing(CacheRelationSnapshot::database).thenComparing(CacheRelationSnapshot::relation));
        return rows.size() > ROWS ? rows.subList(0, ROWS) : rows;
    }

    /** How many requests the cache has left to servers, by the reason's code, in all databases. */
    Map<String, Long> bypasses() {
        Map<String, Long> all = new LinkedHashMap<>();
        for (BypassReason reason : BypassReason.values()) {
            long count = cache.counters().stream().mapToLong(of -> of.bypasses(reason)).sum();
            if (count > 0) {
                all.put(reason.code(), count);
            }
        }
        return all;
    }
}
