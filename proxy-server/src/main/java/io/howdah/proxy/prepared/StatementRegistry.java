package io.howdah.proxy.prepared;

import io.howdah.proxy.hash.KeyedHash;
import io.howdah.proxy.ledger.Account;
import io.howdah.proxy.sql.StatementVerdict;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All statements known to the pooler, by text, parameter types and {@link Environment}. The registry keeps a statement once,
 * however many clients prepare it, and as long as a client or a server holds it. If servers describe the same text in different
 * ways, the statement has several versions.
 *
 * <p>The registry is asked once for each named Parse, never while relaying.
 */
public final class StatementRegistry {

    private final ConcurrentHashMap<Object, Entry> statements = new ConcurrentHashMap<>();
    private final ReferenceQueue<Versions> gone = new ReferenceQueue<>();
    private final AtomicLong numbers = new AtomicLong();
    private final Account account;

    /** A registry without a limit. */
    public StatementRegistry() {
        this(new Account("statement_bytes", Long.MAX_VALUE));
    }

    /** @param account counts a statement's bytes while a client or a server holds the statement */
    public StatementRegistry(Account account) {
        this.account = account;
    }

    /**
     * The statement with this body, known already or new.
     *
     * @param body the Parse message after the name; the registry keeps the array
     * @param environment everything else that the text's meaning depends on; null for a statement that clients do not share
     * @param classify tells what a new text does to a session
     */
    public PreparedStatement intern(byte[] body, @Nullable Environment environment, Function<byte[], StatementVerdict> classify) {
        forgetCollected();
        if (environment == null) {
            return new Versions(body, null, classify.apply(body)).latest();
        }
        Probe probe = new Probe(body, environment);
        while (true) {
            Entry entry = statements.get(probe);
            Versions known = entry == null ? null : entry.get();
            if (known != null) {
                return known.latest();
            }
            Versions made = new Versions(body, environment, classify.apply(body));
            Entry mine = new Entry(made, gone);
            if (entry == null ? statements.putIfAbsent(mine, mine) == null : statements.remove(entry, entry)
                    && statements.putIfAbsent(mine, mine) == null) {
                return made.latest();
            }
        }
    }

    /** A statement of the same text and shape that clients do not share. */
    public PreparedStatement alone(PreparedStatement shared) {
        PreparedStatement alone = new Versions(shared.body(), null, shared.verdict()).latest();
        alone.takesShapeOf(shared);
        return alone;
    }

    /**
     * The versions of one text in one environment, one for each shape. Each version refers to this object, and the registry only
     * weakly.
     */
    final class Versions implements PreparedStatement.Versions {
        private static final int MOST = 8;

        private final byte[] body;
        private final @Nullable Environment environment;
        private final StatementVerdict verdict;
        private final Deque<PreparedStatement> all = new ArrayDeque<>();

        private Versions(byte[] body, @Nullable Environment environment, StatementVerdict verdict) {
            this.body = body;
            this.environment = environment;
            this.verdict = verdict;
            make();
        }

        private PreparedStatement make() {
            PreparedStatement made = new PreparedStatement(numbers.incrementAndGet(), body, verdict, account, this);
            all.addFirst(made);
            if (all.size() > MOST) {
                all.removeLast();
            }
            return made;
        }

        /** The version that was made or found last. */
        synchronized PreparedStatement latest() {
            return all.getFirst();
        }

        /** The version of this shape. */
        @Override
        public synchronized PreparedStatement of(Shape shape) {
            for (PreparedStatement one : all) {
                if (one.isDescribed() && one.hasShape(shape)) {
                    all.remove(one);
                    all.addFirst(one);
                    return one;
                }
            }
            PreparedStatement made = make();
            made.hasShape(shape);
            return made;
        }

        @Override
        public boolean areShared() {
            return environment != null;
        }

        private boolean isOf(byte[] otherBody, @Nullable Environment other) {
            return Objects.equals(environment, other) && Arrays.equals(body, otherBody);
        }
    }

    /** How many statements the registry keeps. */
    public int size() {
        forgetCollected();
        return statements.size();
    }

    private void forgetCollected() {
        for (Object entry = gone.poll(); entry != null; entry = gone.poll()) {
            statements.remove(entry, entry);
        }
    }

    /** A look-up key: equal to the entry with the same bytes and environment. */
    private static final class Probe {
        private final byte[] body;
        private final Environment environment;
        private final int hash;

        Probe(byte[] body, Environment environment) {
            this.body = body;
            this.environment = environment;
            this.hash = KeyedHash.of(body);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            Versions versions = other instanceof Entry entry ? entry.get() : null;
            return versions != null && versions.isOf(body, environment);
        }
    }

    private static final class Entry extends WeakReference<Versions> {
        private final int hash;

        Entry(Versions versions, ReferenceQueue<Versions> queue) {
            super(versions, queue);
            this.hash = KeyedHash.of(versions.body);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            if (this == other) {
                return true;
            }
            Versions mine = get();
            Versions its = other instanceof Entry entry ? entry.get() : null;
            return mine != null && its != null && mine.isOf(its.body, its.environment);
        }
    }
}
