package io.howdah.bench.report;

/**
 * One piece of work that all contenders do.
 *
 * @param workload as the command line names it
 * @param protocol simple, extended or prepared
 * @param clients at the same time
 * @param resultBytes of one transaction's result, where its size is the point of the workload; otherwise 0
 */
public record Scenario(String workload, String protocol, int clients, long resultBytes) {

    @Override
    public String toString() {
        return workload + ", " + protocol + ", " + clients + (clients == 1 ? " client" : " clients");
    }
}
