package io.howdah.proxy.client;

import io.howdah.config.PoolMode;
import io.howdah.protocol.FrameScanner;
import io.howdah.protocol.LimitExceededException;
import io.howdah.protocol.SqlState;
import io.howdah.proxy.cache.LoopCache;
import io.howdah.proxy.ledger.Account;
import io.howdah.proxy.pool.Pool;
import io.howdah.proxy.prepared.ClientStatements;
import io.howdah.proxy.prepared.StatementRegistry;
import io.howdah.proxy.session.ClientParameters;
import io.howdah.proxy.session.Pins;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The settings for one client's requests: those of its pool, as they are now, and those of the pooler. */
final class RequestRules {

    /** A client with no more bytes of prepared statements may exceed the limit for all clients by half. */
    private static final int LITTLE = 64 << 10;

    private final Pool pool;
    private final SessionSettings settings;
    private final ClientParameters parameters;
    private final LongSupplier slowNanos;
    private final LoopCache cache;
    private final Pins pins;
    private @Nullable ClientScope scope;
    private @Nullable WriteNotes notes;

    /**
     * The rules of one client.
     *
     * @param slowNanos log_min_duration_statement in nanoseconds, negative if it is off
     * @param cache of the client's loop
     */
    RequestRules(Pool pool, SessionSettings settings, ClientParameters parameters, LongSupplier slowNanos, LoopCache cache) {
        this.pool = pool;
        this.settings = settings;
        this.parameters = parameters;
        this.slowNanos = slowNanos;
        this.cache = cache;
        this.pins = new Pins(() -> pool.mode() == PoolMode.SESSION);
    }

    /** Largest message accepted, in bytes. */
    int maxPacketSize() {
        return Math.min(settings.maxPacketSize(), FrameScanner.LARGE_MESSAGE_LIMIT);
    }

    /** max_prepared_statements: how many statements a server may have; 0 if the pooler does not track statements. */
    int maxPreparedStatements() {
        return pool.config().pool().maxPreparedStatements();
    }

    private long maxClientPreparedMemory() {
        return settings.maxClientPreparedMemory();
    }

    /** Whether the client keeps its server beyond the end of a transaction. */
    boolean keepsServer() {
        return pins.any();
    }

    /** Whether names of statements pass unchanged: no older name is left, and no server has statements under the pooler's names. */
    boolean passesNames(ClientStatements named) {
        return (keepsServer() || maxPreparedStatements() == 0) && named.size() == 0;
    }

    /** Whether the servers are on several hosts: one of them may be a standby, which shows older rows. */
    boolean hasSeveralHosts() {
        return pool.config().database().hosts().size() > 1;
    }

    /** Whether a transaction block ends the client (pool_mode = statement). */
    boolean endsWithTransactionBlock() {
        return pool.mode() == PoolMode.STATEMENT;
    }

    /** disable_pqexec. */
    boolean refusesSimpleQuery() {
        return settings.simpleQueryRefused();
    }

    /** Whether the log names slow statements (log_min_duration_statement). */
    boolean logsSlowStatements() {
        return slowNanos.getAsLong() >= 0;
    }

    /** log_min_duration_statement in nanoseconds, negative if it is off. */
    long slowNanos() {
        return slowNanos.getAsLong();
    }

    /** Notes what is about to be written; null if there is no result cache. */
    @Nullable
    WriteNotes notes() {
        if (!cache.isOn()) {
            return null;
        }
        WriteNotes made = notes;
        if (made == null) {
            made = new WriteNotes(cache, scope());
            notes = made;
        }
        return made;
    }

    /** The client's scope in the result cache. */
    ClientScope scope() {
        ClientScope made = scope;
        if (made == null) {
            made = new ClientScope(cache, pool, parameters);
            scope = made;
        }
        return made;
    }

    /** All texts of prepared statements. */
    StatementRegistry statements() {
        return settings.statements();
    }

    /** Counts the texts of prepared statements. */
    Account statementBytes() {
        return settings.ledger().statements();
    }

    /** Counts the bytes of messages that must be whole before they are sent. */
    Account gathered() {
        return settings.ledger().gathered();
    }

    /**
     * Checks the memory for a Parse before any of it is gathered: the client's own limit, and the limit for all clients. A client
     * with no more than a little may exceed the second limit by half.
     *
     * @throws LimitExceededException with 54000 if the statement would exceed a limit
     */
    void checkMemory(ClientStatements named, int nameLength, int textLength) {
        long bytes = named.bytesWith(nameLength, textLength);
        if (bytes > maxClientPreparedMemory()) {
            throw new LimitExceededException(SqlState.PROGRAM_LIMIT_EXCEEDED,
                    "prepared statements of this client would take " + bytes + " bytes",
                    "max_client_prepared_memory is " + maxClientPreparedMemory() + " bytes.");
        }
        Account all = statementBytes();
        long withIt = all.held() + textLength;
        if (withIt > all.limit() && (bytes > LITTLE || withIt > all.limit() + all.limit() / 2)) {
            throw new LimitExceededException(SqlState.PROGRAM_LIMIT_EXCEEDED,
                    "prepared statements of all clients would take " + withIt + " bytes",
                    "max_prepared_memory is " + all.limit() + " bytes. Clients that have no more than " + LITTLE
                            + " bytes may go beyond it.");
        }
    }
}
