package io.howdah.proxy.live;

import io.howdah.console.view.MemorySnapshot;
import io.howdah.proxy.ledger.Account;
import io.howdah.proxy.ledger.Ledger;
import io.netty.buffer.PoolArenaMetric;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocatorMetric;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the uses of memory: SHOW MEM. In place of PgBouncer's slabs it lists the JVM's areas, Netty's buffers, and the memory
 * held for clients by kind, with the rest up to each limit.
 */
public final class Memory {

    private static final int KILOBYTE = 1024;

    private final Ledger ledger;

    /** @param ledger each account is a row */
    public Memory(Ledger ledger) {
        this.ledger = ledger;
    }

    List<MemorySnapshot> read() {
        List<MemorySnapshot> rows = new ArrayList<>();
        rows.add(area("heap", ManagementFactory.getMemoryMXBean().getHeapMemoryUsage()));
        rows.add(area("non_heap", ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage()));
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            if (pool.getName().equals("direct")) {
                rows.add(new MemorySnapshot("jdk_direct_buffers", KILOBYTE, kilobytes(pool.getMemoryUsed()), 0));
            }
        }
        PooledByteBufAllocatorMetric buffers = PooledByteBufAllocator.DEFAULT.metric();
        long active = buffers.directArenas().stream().mapToLong(PoolArenaMetric::numActiveBytes).sum();
        rows.add(new MemorySnapshot("socket_buffers", KILOBYTE, kilobytes(active),
                kilobytes(Math.max(0, buffers.usedDirectMemory() - active))));
        for (Account account : ledger.accounts()) {
            long held = account.held();
            rows.add(new MemorySnapshot(account.name(), KILOBYTE, kilobytes(held),
                    kilobytes(Math.max(0, account.limit() - held))));
        }
        return rows;
    }

    private static MemorySnapshot area(String name, MemoryUsage usage) {
        return new MemorySnapshot(name, KILOBYTE, kilobytes(usage.getUsed()), kilobytes(usage.getCommitted() - usage.getUsed()));
    }

    private static long kilobytes(long bytes) {
        return (bytes + KILOBYTE - 1) / KILOBYTE;
    }
}
