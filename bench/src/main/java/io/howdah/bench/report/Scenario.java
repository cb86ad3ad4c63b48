package io.howdah.bench.report;

/**
 * One workload that all contenders run.
 *
 * @param workload name of the workload on the command line
 * @param protocol simple, extended or prepared
 * @param clients concurrent clients
 * @param resultBytes size of one transaction's result, if the workload is about the size; otherwise 0
 */
public record Scenario(String workload, String protocol, int clients, long resultBytes) {

    @Override
    public String toString() {
        return workload + ", " + protocol + ", " + clients + (clients == 1 ? " client" : " clients");
    }
}
