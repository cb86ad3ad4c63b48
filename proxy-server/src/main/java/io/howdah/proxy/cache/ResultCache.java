package io.howdah.proxy.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.howdah.config.CacheMode;
import io.howdah.config.CacheSettings;
import io.howdah.proxy.cache.group.TableRef;
import io.howdah.proxy.cache.probe.ClockWords;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The result cache of one process: the answers in memory, the statements that the pooler knows, and the record of writes. Any
 * thread may call.
 *
 * <p>An answer depends on its tables, on writes to tables that nobody knows, and on the catalogs. It is given only if none of
 * them is being written or has been written since before the answer was asked for ({@link Stamp}).
 */
public final class ResultCache {

    private static final Logger LOG = LoggerFactory.getLogger(ResultCache.class);

    /** Bytes of the statements that are remembered. The least used are forgotten, and asked about again when they come back. */
    private static final long STATEMENT_BYTES = 16 << 20;
    /** The heap's part for these statements at most. */
    private static final int STATEMENTS_PART = 8;
    /**
     * The heap's part for answers at most. Prepared statements may take another quarter; the rest is for clients, and for answers that
     * are on their way.
     */
    private static final int ANSWERS_PART = 4;

    /** Bytes of the objects of one statement, roughly. */
    private static final int STATEMENT_OVERHEAD = 500;

    private final Clock clock = new Clock();
    private final Stamp catalogs = new Stamp(TableRef.CATALOGS, "catalogs");
    private final ConcurrentHashMap<String, Stamps> databases = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, CacheCounters> counters = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();
    private final Cache<CacheKey, CachedAnswer> answers;
    private final Cache<CacheKey, KnownStatement> statements;
    private final Flights flights = new Flights();
    private final Keeper keeping = new Keeping();
    private final Cache<Place, Scope> scopes = Caffeine.newBuilder().weakValues().executor(Runnable::run).build();
    private final Consumer<KnownStatement> asker;
    private final LongSupplier nanoTime;
    private final CacheSwitch power;
    private final long heap;
    private volatile CacheSettings settings;
    private volatile Others others = Others.NOBODY;
    private volatile long flushed;
    private final FlushedTags flushedTags = new FlushedTags();
    private volatile @Nullable SecondLevel secondLevel;

    /**
     * A cache without answers.
     *
     * @param asker asks PostgreSQL what a statement does, and then tells the statement
     */
    public ResultCache(CacheSettings settings, Consumer<KnownStatement> asker) {
        this(settings, asker, System::nanoTime, Runtime.getRuntime().maxMemory());
    }

    /**
     * A cache in made-up surroundings.
     *
     * @param nanoTime System.nanoTime(), or a test's time
     * @param heap the most bytes that the heap may have
     */
    ResultCache(CacheSettings settings, Consumer<KnownStatement> asker, LongSupplier nanoTime, long heap) {
        this.settings = settings;
        this.asker = asker;
        this.nanoTime = nanoTime;
        this.heap = heap;
        this.power = new CacheSwitch(settings.bypass(), flights::endAll);
        this.statements = Caffeine.newBuilder().maximumWeight(Math.min(STATEMENT_BYTES, heap / STATEMENTS_PART))
                .weigher((CacheKey form, KnownStatement known) -> STATEMENT_OVERHEAD + form.length() + known.length())
                .executor(Runnable::run).build();
        this.answers = Caffeine.newBuilder()
                .maximumWeight(room(settings))
                .weigher((CacheKey key, CachedAnswer answer) -> key.length() + answer.size())
                .removalListener((@Nullable CacheKey key, @Nullable CachedAnswer answer, RemovalCause cause) -> {
                    if (key != null && answer != null) {
                        answer.statement().scope().counters().left(key.length() + answer.size(), cause.wasEvicted());
                    }
                })
                .executor(Runnable::run)
                .build();
    }

    /** The memory for answers. More than the heap has room for would end the process. */
    private long room(CacheSettings settings) {
        long most = heap / ANSWERS_PART;
        if (settings.mode() != CacheMode.OFF && settings.memory() > most) {
            LOG.info("result cache: answers take at most {} kB, a quarter of the heap, instead of the {} kB of cache_memory",
                    most >> 10,
                    settings.memory() >> 10);
        }
        return Math.min(settings.memory(), most);
    }

    // ---- settings

    /** Whether there is a cache: then every statement has to be noted before it is sent. */
    public boolean isOn() {
        return settings.mode() != CacheMode.OFF;
    }

    /** The settings in force. */
    public CacheSettings settings() {
        return settings;
    }

    /** Puts other settings in force. Answers that were kept by other rules are dropped. */
    public void configure(CacheSettings next) {
        if (!next.equals(settings)) {
            settings = next;
            power.bypass(next.bypass());
            answers.policy().eviction().ifPresent(eviction -> eviction.setMaximum(room(next)));
            answers.invalidateAll();
            if (!isOn()) {
                flights.endAll();
            }
        }
    }

    /** Has the cache look here for answers that are not in memory; nowhere for null. */
    public void lookBehind(@Nullable SecondLevel second) {
        secondLevel = second;
    }

    @Nullable
    SecondLevel secondLevel() {
        return secondLevel;
    }

    /** The questions whose answers clients wait for. */
    Flights flights() {
        return flights;
    }

    /** The switches by which an operator stops the cache. */
    public CacheSwitch power() {
        return power;
    }

    /**
     * Closes all tables of all databases, for transactions run of which nothing was noted.
     *
     * @return opens the tables, to be called when these transactions have ended
     */
    public Runnable close() {
        catalogs.enter();
        return () -> {
            others.endShared(List.of(catalogs));
            catalogs.leaveChanged(clock);
            others.written(List.of(catalogs), () -> {});
        };
    }

    // ---- other Howdahs

    /** From now on, writes are told to these others, and they may forbid answers. */
    public void shareWith(Others now) {
        others = now;
    }

    /** Other Howdahs with answers from the same databases. */
    public Others others() {
        return others;
    }

    /** Other Howdahs may have written anything, and changed the catalogs. */
    public void missedWrites() {
        catalogs.touch(clock);
        answers.invalidateAll();
    }

    /** Nobody gets an answer from this table that was asked for before now: another Howdah has written it. */
    public void writtenElsewhere(TableRef table) {
        Stamps of = databases.get(table.database());
        Stamp stamp = table.equals(TableRef.CATALOGS) ? catalogs : of == null ? null : of.find(table.oid());
        if (stamp != null) {
            stamp.touch(clock);
        }
    }

    // ---- what there is

    /** The scope of this place: one object for all clients. */
    public Scope scope(Place place) {
        return scopes.get(place, of -> new Scope(of, stamps(of.serverDatabase()),
                counters.computeIfAbsent(of.database(), CacheCounters::new)));
    }

    Stamps stamps(String serverDatabase) {
        return databases.computeIfAbsent(serverDatabase, name -> new Stamps(name, clock, catalogs, this::others));
    }

    /** Whether answers to clients of this scope may be kept at all. */
    boolean admits(Scope scope) {
        return scope.isUsable() && settings.databases().admits(scope.database()) && settings.users().admits(scope.user());
    }

    /**
     * The statement of this form, known already or new.
     *
     * @param form the form in its scope
     * @param parse makes the body of a Parse message of a statement of this form
     */
    KnownStatement statement(CacheKey form, Scope scope, ParseBody parse) {
        KnownStatement known = statements.getIfPresent(form);
        return known != null ? known : statements.get(form.copy(),
                key -> new KnownStatement(scope, String.valueOf(ids.incrementAndGet()), parse.body(), asker, nanoTime));
    }

    /** The statements that are remembered. */
    public Collection<KnownStatement> statements() {
        return List.copyOf(statements.asMap().values());
    }

    /** What has been counted, by database. */
    public Collection<CacheCounters> counters() {
        return List.copyOf(counters.values());
    }

    /** The record of writes, by the database's name in PostgreSQL. */
    public Map<String, Stamps> databases() {
        return Collections.unmodifiableMap(databases);
    }

    // ---- answers

    /**
     * The answer that may be given now; null if there is none.
     *
     * @param described whether the columns must be in it
     * @param old whether an answer whose time is over will do, if another client asks anew
     */
    @Nullable
    CachedAnswer find(CacheKey key, boolean described, boolean old, long nowNanos) {
        CachedAnswer answer = answers.getIfPresent(key);
        if (answer == null) {
            return null;
        }
        if (!others.allowHits()) {
            return null;
        }
        boolean isFlushed = isFlushed(answer.tags(), answer.moment());
        if (isFlushed || !answer.isFresh(nowNanos)) {
            if ((isFlushed || answer.isOver(nowNanos)) && answers.asMap().remove(key, answer)) {
                answer.statement().scope().counters().invalidated();
            }
            if (isFlushed || !old || !answer.isStale(nowNanos) || !flights.isUp(key)) {
                return null;
            }
        }
        return described && !answer.describesRows() ? null : answer;
    }

    /** Whether an answer that has not been found in memory may be given now, by the same rule. */
    boolean mayGive(CachedAnswer answer, boolean described, long nowNanos) {
        return others.allowHits() && isCurrent(answer, nowNanos) && (!described || answer.describesRows());
    }

    private boolean isCurrent(CachedAnswer answer, long nowNanos) {
        return !isFlushed(answer.tags(), answer.moment()) && answer.isFresh(nowNanos);
    }

    /** Whether answers that were asked for at this moment have been dropped, all or those with one of these tags. */
    private boolean isFlushed(List<String> tags, long moment) {
        // In this order: when all are dropped, the tags are forgotten last.
        return flushedTags.anySince(tags, moment) || moment < flushed;
    }

    /**
     * The answer to a request is wanted in the cache. Called before the request is sent.
     *
     * @param key of the request; it is copied
     * @param text of the statement
     * @param parse of the prepared statement that the request uses, or null
     * @param saysNow whether a value in the request may say now or today; asked only if values may be times
     * @return null if the answer must not be kept
     */
    @Nullable
    Fill begin(CacheKey key, KnownStatement statement, StatementText text, @Nullable ParseBody parse, BooleanSupplier saysNow,
            long nowNanos) {
        long moment = clock.now();
        Dependencies reads = statement.reads();
        // What the statement reads is looked at once more behind the writers: a change that has just been noted ends what was known.
        if (reads == null || !reads.areQuiet() || statement.reads() != reads
                || Lifetimes.ttl(settings, statement, text, false).isZero()
                || (statement.hasTimeConstants() && ClockWords.in(text.text()))
                || (statement.hasTimeParameters() && saysNow.getAsBoolean()) || !reads.areKnownTo(others)) {
            return null;
        }
        return new Fill(keeping, key.copy(), statement, text, parse, reads, moment, nowNanos, settings.maxEntry());
    }

    /** How old an answer with rows to this statement may get; zero if it is not kept. */
    public Duration ttl(KnownStatement statement) {
        String parse = new String(statement.parse(), StandardCharsets.ISO_8859_1);
        String text = parse.substring(0, Math.max(0, parse.indexOf('\0')));
        return Lifetimes.ttl(settings, statement, StatementText.of(text, statement.scope().escapes()), false);
    }

    private void put(Fill fill, CachedAnswer answer) {
        fill.statement().filled();
        fill.statement().scope().counters().kept(fill.key().length() + answer.size());
        answers.put(fill.key(), answer);
    }

    /** Keeps answers for fills. */
    private final class Keeping implements Keeper {

        @Override
        public long now() {
            return clock.now();
        }

        @Override
        public boolean areKnown(Dependencies dependencies) {
            return dependencies.areKnownTo(others);
        }

        @Override
        public void fliesAlone(CacheKey key) {
            flights.flyAlone(key);
        }

        @Override
        public @Nullable CachedAnswer keep(Fill fill, Recorder recorded) {
            KnownStatement statement = fill.statement();
            CacheSettings now = settings;
            Duration ttl = Lifetimes.ttl(now, statement, fill.text(), recorded.rowCount() == 0);
            long bestBefore = fill.beganNanos() + ttl.toNanos();
            CachedAnswer answer = new CachedAnswer(statement, fill.dependencies(), fill.text().hints().tags(), fill.moment(),
                    bestBefore, recorded.answer(), recorded.rows(), fill.tookNanos(System.nanoTime()),
                    recorded.rowCount() == 0 ? bestBefore
                            : bestBefore + Lifetimes.stale(now, fill.text().hints(), ttl).toNanos());
            fill.dependencies().keptUntil(others, answer.staleUntilNanos());
            if (ttl.isZero() || !power.keeps() || !isOn() || !isCurrent(answer, System.nanoTime())) {
                statement.scope().counters().rejected();
                return null;
            }
            put(fill, answer);
            SecondLevel second = secondLevel;
            Question looked = fill.looked();
            if (second != null && looked != null) {
                second.store(looked, answer.bytes(), answer.rows(), answer.bestBeforeNanos());
            }
            return answer;
        }

        @Override
        public boolean keepFound(Fill fill, CachedAnswer answer) {
            if (!power.serves() || !isOn() || !mayGive(answer, false, System.nanoTime())) {
                return false;
            }
            if (power.keeps()) {
                fill.dependencies().keptUntil(others, answer.bestBeforeNanos());
                put(fill, answer);
            }
            return true;
        }

        @Override
        public boolean hasChangedSince(long moment, Fill fill) {
            return isFlushed(fill.text().hints().tags(), moment) || !fill.statement().isUnflushedSince(moment)
                    || fill.dependencies().haveChangedSince(moment);
        }
    }

    // ---- an operator's orders

    /** Drops all answers. @return how many there were */
    public long flush() {
        long count = answers.estimatedSize();
        synchronized (this) {
            flushed = clock.tick();
            flushedTags.clear();
        }
        answers.invalidateAll();
        return count;
    }

    /** Drops the answers that have this tag. @return how many there were */
    public long flushTag(String tag) {
        boolean isNoted;
        synchronized (this) {
            isNoted = flushedTags.flush(tag, clock);
        }
        if (!isNoted) {
            return flush();
        }
        long count = 0;
        for (Map.Entry<CacheKey, CachedAnswer> entry : answers.asMap().entrySet()) {
            if (entry.getValue().tags().contains(tag) && answers.asMap().remove(entry.getKey(), entry.getValue())) {
                entry.getValue().statement().scope().counters().invalidated();
                count++;
            }
        }
        return count;
    }

    /** Another server may be behind a database: drops all answers, and what PostgreSQL has told of statements. */
    public void forget() {
        others.endShared(List.of(catalogs));
        missedWrites();
        others.written(List.of(catalogs), () -> {});
    }

    /** Nobody gets an answer from these tables that was asked for before now. @return how many tables there are */
    public int flushTables(Predicate<Stamp> which) {
        List<Stamp> found = new ArrayList<>();
        databases.values().forEach(stamps -> stamps.tables().stream().filter(which).forEach(found::add));
        found.forEach(table -> table.touch(clock));
        return found.size();
    }

    /** Nobody gets an answer to these statements that was asked for before now. @return how many statements there are */
    public int flushStatements(Predicate<KnownStatement> which) {
        Set<KnownStatement> found = new HashSet<>(statements());
        answers.asMap().values().forEach(answer -> found.add(answer.statement()));
        found.removeIf(which.negate());
        found.forEach(KnownStatement::flush);
        return found.size();
    }
}
