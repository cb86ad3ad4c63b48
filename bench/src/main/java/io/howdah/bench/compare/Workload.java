package io.howdah.bench.compare;

import io.howdah.bench.process.PoolerProcess;
import io.howdah.bench.process.CpuTime;
import io.howdah.bench.process.Programs;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One way of running pgbench's select-only transaction.
 *
 * @param protocol simple, extended or prepared
 */
record Workload(String protocol, int clients) {

    private static final Pattern TRANSACTIONS = Pattern.compile("number of transactions actually processed: (\\d+)");
    private static final Pattern TPS = Pattern.compile("tps = ([0-9.]+)");
    private static final Pattern LATENCY = Pattern.compile("latency average = ([0-9.]+) ms");

    /** Creates pgbench's tables, past any pooler. */
    static void initialise(int port, String user, String database) throws IOException, InterruptedException {
        Programs.run(120, List.of("pgbench", "-i", "-q", "-h", "127.0.0.1", "-p", Integer.toString(port), "-U", user, database));
    }

    /** Runs it once through a pooler and reads the pooler's processor time before and after. */
    Sample run(PoolerProcess pooler, int seconds, String user, String database) throws IOException, InterruptedException {
        CpuTime before = pooler.cpuTime();
        String report = Programs.run(seconds + 60L, List.of("pgbench", "-n", "-S", "-M", protocol, "-c",
                Integer.toString(clients), "-j", "2", "-T", Integer.toString(seconds), "-h", "127.0.0.1", "-p",
                Integer.toString(pooler.port()), "-U", user, database));
        CpuTime used = pooler.cpuTime().since(before);
        double transactions = number(TRANSACTIONS, report);
        return new Sample(number(TPS, report), number(LATENCY, report), used.totalMicros() / transactions,
                used.userMicros() / transactions);
    }

    private static double number(Pattern pattern, String report) throws IOException {
        Matcher matcher = pattern.matcher(report);
        if (!matcher.find()) {
            throw new IOException("no '" + pattern + "' in what pgbench said:\n" + report);
        }
        return Double.parseDouble(matcher.group(1));
    }

    @Override
    public String toString() {
        return protocol + ", " + clients + " clients";
    }
}
