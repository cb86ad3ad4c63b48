package io.howdah.proxy.prepared;

import io.howdah.proxy.ledger.Account;
import io.howdah.proxy.sql.StatementVerdict;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * All statements known to the pooler, by text and parameter types: each text is kept once, however many clients prepare it, and for
 * as long as a client or a server holds it.
 *
 * <p>Asked once for each named Parse, never while relaying.
 */
public final class StatementRegistry {

    private final ConcurrentHashMap<Object, Entry> statements = new ConcurrentHashMap<>();
    private final ReferenceQueue<PreparedStatement> gone = new ReferenceQueue<>();
    private final AtomicLong numbers = new AtomicLong();
    private final Account account;

    /** Without a bound. */
    public StatementRegistry() {
        this(new Account("statement_bytes", Long.MAX_VALUE));
    }

    /** @param account texts are entered there while somebody holds them */
    public StatementRegistry(Account account) {
        this.account = account;
    }

    /**
     * The statement with this body, known already or new.
     *
     * @param body the Parse message after the name; the registry keeps the array
     * @param classify says what a new text does to a session
     */
    public PreparedStatement intern(byte[] body, Function<byte[], StatementVerdict> classify) {
        forgetCollected();
        Probe probe = new Probe(body);
        while (true) {
            Entry entry = statements.get(probe);
            PreparedStatement known = entry == null ? null : entry.get();
            if (known != null) {
                return known;
            }
            PreparedStatement made = new PreparedStatement(numbers.incrementAndGet(), body, classify.apply(body), account);
            Entry mine = new Entry(made, gone);
            if (entry == null ? statements.putIfAbsent(mine, mine) == null : statements.remove(entry, entry)
                    && statements.putIfAbsent(mine, mine) == null) {
                return made;
            }
        }
    }

    /** How many statements are kept. */
    public int size() {
        forgetCollected();
        return statements.size();
    }

    private void forgetCollected() {
        for (Object entry = gone.poll(); entry != null; entry = gone.poll()) {
            statements.remove(entry, entry);
        }
    }

    /** A look-up key: equal to an entry with the same bytes. */
    private static final class Probe {
        private final byte[] body;
        private final int hash;

        Probe(byte[] body) {
            this.body = body;
            this.hash = KeyedHash.of(body);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            PreparedStatement statement = other instanceof Entry entry ? entry.get() : null;
            return statement != null && Arrays.equals(body, statement.body());
        }
    }

    private static final class Entry extends WeakReference<PreparedStatement> {
        private final int hash;

        Entry(PreparedStatement statement, ReferenceQueue<PreparedStatement> queue) {
            super(statement, queue);
            this.hash = KeyedHash.of(statement.body());
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
            PreparedStatement mine = get();
            PreparedStatement its = other instanceof Entry entry ? entry.get() : null;
            return mine != null && its != null && Arrays.equals(mine.body(), its.body());
        }
    }
}
