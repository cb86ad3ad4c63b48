package io.howdah.proxy.ledger;

import io.netty.util.internal.PlatformDependent;
import java.util.List;

/**
 * The accounts of a pooler. At a limit the client that asks for more waits or is refused, and no other client: the limits
 * together leave room for clients that ask for little.
 *
 * @param logins bytes that clients have sent before their login was over
 * @param waiting requests that wait for a server
 * @param unsent answers that clients have not read
 * @param gathered messages that must be whole before they go on
 * @param statements texts of prepared statements, on the heap
 */
public record Ledger(Account logins, Account waiting, Account unsent, Account gathered, Account statements) {

    /** With limits that fit this process: two thirds of the memory outside the heap, in all, and a quarter of the heap. */
    public static Ledger ofThisProcess() {
        long direct = PlatformDependent.maxDirectMemory();
        return new Ledger(new Account("login_bytes", direct / 16), new Account("waiting_bytes", direct / 5),
                new Account("unsent_bytes", direct / 5), new Account("gathered_bytes", direct / 5),
                new Account("statement_bytes", quarterOfHeap()));
    }

    private static long quarterOfHeap() {
        return Runtime.getRuntime().maxMemory() / 4;
    }

    /** Sets max_prepared_memory; 0 for a quarter of the heap. */
    public void maxPreparedMemory(long bytes) {
        statements.limit(bytes == 0 ? quarterOfHeap() : bytes);
    }

    /** All accounts. */
    public List<Account> accounts() {
        return List.of(logins, waiting, unsent, gathered, statements);
    }
}
