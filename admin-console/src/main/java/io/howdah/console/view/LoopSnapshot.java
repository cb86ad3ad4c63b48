package io.howdah.console.view;

/**
 * One row of SHOW LOOPS: an event loop, a thread that serves its share of the connections.
 *
 * @param number from 0
 * @param thread its name, as {@code top -H} has it
 * @param transport epoll or nio
 * @param clients that live on it, those at a console and those with a cancel request among them
 * @param servers connections that live on it
 * @param accepted connections it has taken over from the listeners since the start
 * @param pendingTasks that wait for their turn
 * @param lagMicros how long the question for this row waited for its turn
 * @param cpuMicros processor time its thread has used since the start
 * @param busyPercent share of its thread's time on a processor, over {@code busyMillis}
 * @param busyMillis since somebody looked last, or since the start
 * @param queries ended, of the pools there are
 * @param received bytes from clients, of the pools there are
 * @param sent bytes to clients, of the pools there are
 * @param heldBytes received from clients and not yet sent on
 * @param unsentBytes written to clients and servers and not yet taken by the system
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
