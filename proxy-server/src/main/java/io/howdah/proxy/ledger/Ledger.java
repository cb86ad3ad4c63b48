package io.howdah.proxy.ledger;

import io.netty.util.internal.PlatformDependent;
import java.util.List;

/**
 * The accounts of a pooler. At a bound the one who asks waits or is refused, and never anybody else: the bounds together leave room for
 * those who ask for little.
 *
 * @param logins what strangers have sent before their login was over
 * @param waiting what clients have sent that no server serves yet
 * @param unsent answers that clients have not read
 * @param gathered messages that have to be whole before they go on
 * @param statements texts of prepared statements, on the heap
 */
public record Ledger(Account logins, Account waiting, Account unsent, Account gathered, Account statements) {

    /** With bounds that fit the memory this process has: of what lies outside of the heap two thirds, in all, and of the heap a quarter. */
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

    /** All of them. */
    public List<Account> accounts() {
        return List.of(logins, waiting, unsent, gathered, statements);
    }
}
