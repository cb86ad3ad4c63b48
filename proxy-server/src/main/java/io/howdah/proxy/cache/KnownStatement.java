package io.howdah.proxy.cache;

import io.howdah.proxy.cache.probe.Bypass;
import io.howdah.proxy.cache.probe.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Statements of one form in one {@link Scope}, and what PostgreSQL has told of them. What it told holds until the catalogs
 * change; then it is asked again. Any thread may call.
 */
public final class KnownStatement {

    /** What a statement does. @param moment of the {@link Clock} at which PostgreSQL was asked */
    private record Verdict(Finding finding, Dependencies reads, List<Stamp> writes, long moment, long toldNanos) {}

    /** Transactions that wait to hear what their statement has done. */
    private static final int MOST_WAITING = 1_000;

    /** What PostgreSQL has told is used without another question for so long. */
    private static final long FRESH_NANOS = 30_000_000_000L;

    /** After a question that could not be asked, there is no other for so long. */
    private static final long REST_NANOS = 1_000_000_000;

    private final Scope scope;
    private final Consumer<KnownStatement> asker;
    private final LongSupplier nanoTime;
    private final String id;
    private final byte[] parse;
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder fills = new LongAdder();
    private final List<Runnable> waiting = new ArrayList<>();
    private volatile @Nullable Verdict verdict;
    private volatile long flushed = -1;
    private boolean asking;
    private long asked;
    private long restsUntilNanos;

    /**
     * A statement that nobody has asked about.
     *
     * @param id names the statement to an operator
     * @param parse text and parameter types of one statement of this form: a Parse message behind its name
     * @param asker asks PostgreSQL, and then calls {@link #told} or {@link #notTold}
     */
    KnownStatement(Scope scope, String id, byte[] parse, Consumer<KnownStatement> asker, LongSupplier nanoTime) {
        this.scope = scope;
        this.asker = asker;
        this.nanoTime = nanoTime;
        this.restsUntilNanos = nanoTime.getAsLong();
        this.id = id;
        this.parse = parse;
    }

    /** Where the statement is run, and with which settings. */
    public Scope scope() {
        return scope;
    }

    /** Names the statement to an operator. */
    public String id() {
        return id;
    }

    /** Text and parameter types of one statement of this form: the body of a Parse message behind the statement's name. */
    public byte[] parse() {
        return parse.clone();
    }

    /** Bytes of {@link #parse}. */
    int length() {
        return parse.length;
    }

    // ---- what PostgreSQL has told

    /** What PostgreSQL told since the catalogs changed last. A change that is under way shows only when it ends. */
    private @Nullable Verdict current() {
        Verdict now = verdict;
        return now != null && scope.stamps().catalogs().lastWrite() <= now.moment ? now : null;
    }

    /** Whether it is known what the statement does. */
    boolean isKnown() {
        return current() != null;
    }

    /** The answer's dependencies; null if the answer may not be cached, or nobody knows. */
    @Nullable
    Dependencies reads() {
        Verdict now = current();
        return now != null && now.finding.eligibility().isEligible() ? now.reads : null;
    }

    /** Names of the tables that the statement reads; none if the answer may not be cached, or nobody knows. */
    public List<String> tables() {
        Verdict now = current();
        return now == null ? List.of() : now.finding.eligibility().tables();
    }

    /** The server that has told, by the time of its start; empty if nobody knows. */
    public String server() {
        Verdict now = current();
        return now == null ? "" : now.finding.server();
    }

    /** Whether a text of this form may say now or today. */
    boolean hasTimeConstants() {
        Verdict now = current();
        return now == null || now.finding.hasTimeConstants();
    }

    /** Whether a parameter may say now or today. */
    boolean hasTimeParameters() {
        Verdict now = current();
        return now == null || now.finding.hasTimeParameters();
    }

    /** What the statement writes, by what PostgreSQL told last, even if the catalogs have changed since. */
    Effect lastEffect() {
        Verdict last = verdict;
        return last == null ? Effect.ANYTHING : effect(last);
    }

    /** What the statement writes; null if nobody knows. */
    @Nullable
    Effect effect() {
        Verdict now = current();
        return now == null ? null : effect(now);
    }

    private static Effect effect(Verdict of) {
        return new Effect(of.writes, of.finding.opaque(), of.finding.changesCatalogs());
    }

    /** Why the answer is not cached; empty if the answer may be cached, or nobody knows. */
    public Optional<Bypass> bypass() {
        Verdict now = current();
        return now == null ? Optional.empty() : now.finding.eligibility().bypass();
    }

    /** What is known, in a word: eligible, bypass, probing or unknown. */
    public String state() {
        Verdict now = current();
        if (now != null) {
            return now.finding.eligibility().isEligible() ? "eligible" : "bypass";
        }
        synchronized (this) {
            return asking ? "probing" : "unknown";
        }
    }

    // ---- asking

    /**
     * Has PostgreSQL asked what the statement does, unless that is known or somebody asks already. What is known is asked again
     * after a while, for somebody may have changed the catalogs without the pooler; until then the old counts.
     */
    void ask() {
        Verdict now = current();
        long nanos = nanoTime.getAsLong();
        if (now != null && nanos - now.toldNanos < FRESH_NANOS) {
            return;
        }
        synchronized (this) {
            if (asking || nanos - restsUntilNanos < 0) {
                return;
            }
            asking = true;
            asked = scope.stamps().clock().now();
        }
        asker.accept(this);
    }

    /** PostgreSQL has told. Called once for each question, from any thread. */
    public void told(Finding finding) {
        Stamps stamps = scope.stamps();
        finish(new Verdict(finding, new Dependencies(stamps, stamps.of(finding.reads())), stamps.of(finding.written()), asked,
                nanoTime.getAsLong()));
    }

    /** PostgreSQL cannot be asked: the statement counts as one that may do anything, until somebody asks again. */
    public void notTold() {
        synchronized (this) {
            restsUntilNanos = nanoTime.getAsLong() + REST_NANOS;
        }
        finish(null);
    }

    private void finish(@Nullable Verdict now) {
        List<Runnable> ready;
        synchronized (this) {
            verdict = now == null ? current() : now;
            asking = false;
            ready = List.copyOf(waiting);
            waiting.clear();
        }
        ready.forEach(Runnable::run);
    }

    /**
     * Has PostgreSQL asked, and calls when it has told, or could not be asked: at once if nothing need be asked. Too many who
     * wait are called at once.
     *
     * @return whether {@code then} is called later, on any thread; if not, the caller goes on by itself
     */
    boolean awaitTold(Runnable then) {
        ask();
        synchronized (this) {
            if (!asking || isKnown() || waiting.size() >= MOST_WAITING) {
                return false;
            }
            waiting.add(then);
            return true;
        }
    }

    // ---- its answers

    /** Nobody gets an answer of this statement's that was asked for before now. */
    synchronized void flush() {
        flushed = scope.stamps().clock().tick();
    }

    /** Whether answers asked for at this moment of the {@link Clock} may still be given, as far as an operator says. */
    boolean isUnflushedSince(long moment) {
        return flushed <= moment;
    }

    void given() {
        hits.increment();
    }

    void missed() {
        misses.increment();
    }

    void filled() {
        fills.increment();
    }

    /** How many answers have come from the cache. */
    public long hits() {
        return hits.sum();
    }

    /** How many answers have been looked for in vain. */
    public long misses() {
        return misses.sum();
    }

    /** How many answers have been kept. */
    public long fills() {
        return fills.sum();
    }
}
