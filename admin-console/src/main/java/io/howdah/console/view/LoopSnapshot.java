package io.howdah.console.view;

/**
 * One row of SHOW LOOPS: an event loop, a thread that serves its share of the connections.
 *
 * @param number from 0
 * @param thread the thread's name, as in {@code top -H}
 * @param transport epoll or nio
 * @param clients on this loop, consoles and cancel requests included
 * @param servers connections on this loop
 * @param accepted client connections given to this loop since the start
 * @param pendingTasks tasks that wait for their turn
 * @param lagMicros how long the question for this row waited for its turn
 * @param cpuMicros processor time of the thread since the start
 * @param busyPercent share of {@code busyMillis} that the thread spent on a processor
 * @param busyMillis since the last SHOW LOOPS, or since the start
 * @param queries ended queries, of the existing pools
 * @param received bytes from clients, of the existing pools
 * @param sent bytes to clients, of the existing pools
 * @param heldBytes received from clients and not yet sent on
 * @param unsentBytes written to clients and servers and not yet taken by the kernel
 */
public record LoopSnapshot(
        int number,
        String thread,
        String transport,
        int clients,
        int servers,
        long accepted,
        int pendingTasks,
        long lagMicros,
        long cpuMicros,
        int busyPercent,
        long busyMillis,
        long queries,
        long received,
        long sent,
        long heldBytes,
        long unsentBytes) {}
