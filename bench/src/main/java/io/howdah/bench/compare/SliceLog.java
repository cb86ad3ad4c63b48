package io.howdah.bench.compare;

import io.howdah.bench.compare.Generator.Sample;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.Collection;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** Sorts the transactions of pgbench's log by slice. A transaction belongs to the slice in which it began and ended. */
final class SliceLog {

    /** One slice. All times are microseconds of the wall clock. */
    static final class Slice {

        private final long begin;
        private final long end;
        private final long stopped;
        private final Histogram micros = Sample.histogram();
        private long late;

        /**
         * @param begin when pgbench had got SIGCONT
         * @param end just before pgbench got SIGSTOP
         * @param stopped when pgbench certainly stood still
         */
        Slice(long begin, long end, long stopped) {
            this.begin = begin;
            this.end = end;
            this.stopped = stopped;
        }

        /** Latency in milliseconds of transactions that ended before {@code end}; NaN if there were none. */
        double millis(double percentile) {
            return micros.getTotalCount() == 0 ? Double.NaN : micros.getValueAtPercentile(percentile) / 1e3;
        }

        /** Mean latency in milliseconds of transactions that ended before {@code end}; NaN if there were none. */
        double meanMillis() {
            return micros.getTotalCount() == 0 ? Double.NaN : micros.getMean() / 1e3;
        }

        /** Transactions per second that ended before {@code end}. */
        double tps() {
            return micros.getTotalCount() * 1e6 / (end - begin);
        }

        /** All transactions, with those that ended while pgbench was being stopped: the pooler worked for them too. */
        long transactions() {
            return micros.getTotalCount() + late;
        }
    }

    private final TreeMap<Long, Slice> byBegin = new TreeMap<>();

    /** @param slices slices that do not overlap */
    SliceLog(Collection<Slice> slices) {
        slices.forEach(slice -> byBegin.put(slice.begin, slice));
    }

    /**
     * Reads lines of {@code client transaction latency script epoch microseconds}; the latency is a word if a transaction failed.
     */
    void read(BufferedReader lines) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] words = line.split(" ", 0);
            if (words.length >= 6 && Character.isDigit(words[2].charAt(0))) {
                long latency = Long.parseLong(words[2]);
                add(Long.parseLong(words[4]) * 1_000_000 + Long.parseLong(words[5]), latency);
            }
        }
    }

    private void add(long ended, long latency) {
        var found = byBegin.floorEntry(ended - latency);
        if (found == null) {
            return;
        }
        Slice slice = found.getValue();
        if (ended <= slice.end) {
            slice.micros.recordValue(latency);
        } else if (ended <= slice.stopped) {
            slice.late++;
        }
    }
}
