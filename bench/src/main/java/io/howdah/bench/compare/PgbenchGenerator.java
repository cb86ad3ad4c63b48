package io.howdah.bench.compare;

import io.howdah.bench.postgres.Folders;
import io.howdah.bench.process.Programs;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;

/** PostgreSQL's {@code pgbench}, which logs each transaction's latency. The measured time is from pgbench's start to its end. */
final class PgbenchGenerator implements Generator {

    private static final Pattern TRANSACTIONS = Pattern.compile("number of transactions actually processed: (\\d+)");
    private static final Pattern TPS = Pattern.compile("tps = ([0-9.]+)");
    private static final Pattern FAILED = Pattern.compile("number of failed transactions: (\\d+)");
    private static final Pattern GAVE_UP = Pattern.compile("(?m)^pgbench: error: .*$");

    /** Extra time, beyond the run's length, for the clients' connecting and for transactions under way at the end. */
    private static final long PATIENCE_SECONDS = 60;

    private final Path folder;

    /** @param folder folder for pgbench's scripts and logs */
    PgbenchGenerator(Path folder) {
        this.folder = folder;
    }

    /** Makes pgbench's tables on a direct connection. */
    static void initialise(int port, String user, String database) throws IOException, InterruptedException {
        Programs.run(120, List.of("pgbench", "-i", "-q", "-h", "127.0.0.1", "-p", Integer.toString(port), "-U", user, database));
    }

    @Override
    public Sample run(Contender contender, Job job, Duration length, Marks marks) throws IOException, InterruptedException {
        Path logs = Files.createTempDirectory(folder, "pgbench-");
        try {
            Path script = Files.writeString(logs.resolve("script.sql"), job.work().script());
            marks.began();
            Programs.Ended ended = Programs.end(length.toSeconds() + PATIENCE_SECONDS,
                    command(contender, job, length, script, logs));
            marks.ended();
            return sample(ended, latencies(logs));
        } finally {
            Folders.delete(logs);
        }
    }

    static List<String> command(Contender contender, Job job, Duration length, Path script, Path logs) {
        int threads = Math.min(job.clients(), Runtime.getRuntime().availableProcessors());
        List<String> command = new ArrayList<>(List.of("pgbench", "-n", "-f", script.toString(),
                "-M", contender.spoken(job.protocol()).toString(), "-c", Integer.toString(job.clients()), "-j",
                Integer.toString(threads), "-T", Long.toString(Math.max(1, length.toSeconds())), "-l",
                "--log-prefix=" + logs.resolve("log"),
                "-h", "127.0.0.1", "-p", Integer.toString(contender.port()), "-U", contender.role()));
        if (job.work().kind() == Work.Kind.CONNECT) {
            command.add("-C");
        }
        command.add(Rig.DATABASE);
        return command;
    }

    /** Reads pgbench's report. pgbench writes a report even if clients gave up. */
    static Sample sample(Programs.Ended ended, Histogram latencies) throws IOException {
        Matcher transactions = TRANSACTIONS.matcher(ended.text());
        Matcher tps = TPS.matcher(ended.text());
        if (!transactions.find() || !tps.find()) {
            throw new IOException("pgbench: " + ended.text().strip());
        }
        Matcher failed = FAILED.matcher(ended.text());
        long errors = failed.find() ? Long.parseLong(failed.group(1)) : 0;
        List<String> complaints = GAVE_UP.matcher(ended.text()).results()
                .map(found -> found.group().substring("pgbench: ".length())).toList();
        if (ended.status() != 0) {
            errors += Math.max(1, complaints.size());
        }
        return new Sample(Long.parseLong(transactions.group(1)), Double.parseDouble(tps.group(1)), latencies, errors,
                complaints.isEmpty() ? "" : complaints.get(0));
    }

    private static Histogram latencies(Path logs) throws IOException {
        Histogram histogram = Sample.histogram();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(logs, "log.*")) {
            for (Path file : files) {
                try (BufferedReader lines = Files.newBufferedReader(file)) {
                    read(lines, histogram);
                }
            }
        }
        return histogram;
    }

    /**
     * Reads lines of {@code client transaction latency script epoch microseconds}. The latency is in microseconds, or a word if
     * the transaction failed.
     */
    static void read(BufferedReader lines, Histogram into) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            int first = line.indexOf(' ', line.indexOf(' ') + 1) + 1;
            int end = line.indexOf(' ', first);
            if (end > first && Character.isDigit(line.charAt(first))) {
                into.recordValue(Long.parseLong(line, first, end, 10));
            }
        }
    }
}
