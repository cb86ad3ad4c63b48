package io.howdah.proxy.client;

import io.howdah.config.PoolMode;
import io.howdah.protocol.FrameScanner;
import io.howdah.protocol.LimitExceededException;
import io.howdah.protocol.SqlState;
import io.howdah.proxy.ledger.Account;
import io.howdah.proxy.pool.Pool;
import io.howdah.proxy.prepared.ClientStatements;
import io.howdah.proxy.prepared.StatementRegistry;
import io.howdah.proxy.session.Pins;
import java.util.function.LongSupplier;

/** What holds for the requests of one client: settings of its pool, as they stand, and of the pooler. */
final class RequestRules {

    /** A client whose prepared statements take no more may have them also where all clients together have more than they may. */
    private static final int LITTLE = 64 << 10;

    private final Pool pool;
    private final SessionSettings settings;
    private final LongSupplier slowNanos;
    private final Pins pins;

    /** @param slowNanos as long as a statement may take without a line in the log; negative for ever */
    RequestRules(Pool pool, SessionSettings settings, LongSupplier slowNanos) {
        this.pool = pool;
        this.settings = settings;
        this.slowNanos = slowNanos;
        this.pins = new Pins(() -> pool.mode() == PoolMode.SESSION);
    }

    /** Largest message taken, bytes. */
    int maxPacketSize() {
        return Math.min(settings.maxPacketSize(), FrameScanner.LARGE_MESSAGE_LIMIT);
    }

    /** max_prepared_statements: how many a server may have; 0 where nobody keeps account of them. */
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

    /** Whether a transaction block ends the client (pool_mode = statement). */
    boolean endsWithTransactionBlock() {
        return pool.mode() == PoolMode.STATEMENT;
    }

    /** disable_pqexec. */
    boolean refusesSimpleQuery() {
        return settings.simpleQueryRefused();
    }

    /** Whether statements are remembered, for the log to name those that take long. */
    boolean logsSlowStatements() {
        return slowNanos.getAsLong() >= 0;
    }

    /** As long as a statement may take without a line in the log; negative for ever. */
    long slowNanos() {
        return slowNanos.getAsLong();
    }

    /** All texts of prepared statements. */
    StatementRegistry statements() {
        return settings.statements();
    }

    /** Counts texts of prepared statements. */
    Account statementBytes() {
        return settings.ledger().statements();
    }

    /** Counts what has to be whole before it goes on. */
    Account gathered() {
        return settings.ledger().gathered();
    }

    /**
     * Before anything is gathered of a Parse: the client is held to its own limit, and to that of all as far as it has more than a little.
     *
     * @throws LimitExceededException with 54000 where the statement would be too much
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
