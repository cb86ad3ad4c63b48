package io.howdah.bench.compare;

import io.howdah.bench.compare.Generator.Sample;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.Collection;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** Which transactions of pgbench's log are of which slice: those that began and ended in it. */
final class SliceLog {

    /** One slice. All times are microseconds of the wall clock. */
    static final class Slice {

        private final long begin;
        private final long end;
        private final long stopped;
        private final Histogram micros = Sample.histogram();
        private long late;

        /**
         * @param begin when pgbench had been told to go on
         * @param end when it was about to be stopped
         * @param stopped when it certainly stood still
         */
        Slice(long begin, long end, long stopped) {
            this.begin = begin;
            this.end = end;
            this.stopped = stopped;
        }

        /** Latency in milliseconds of the transactions until the end; NaN where there was none. */
        double millis(double percentile) {
            return micros.getTotalCount() == 0 ? Double.NaN : micros.getValueAtPercentile(percentile) / 1e3;
        }

        /** The mean of the same. */
        double meanMillis() {
            return micros.getTotalCount() == 0 ? Double.NaN : micros.getMean() / 1e3;
        }

        /** Those per second. */
        double tps() {
            return micros.getTotalCount() * 1e6 / (end - begin);
        }

        /** And those that ended while pgbench was being stopped: for all of them somebody has worked. */
        long transactions() {
            return micros.getTotalCount() + late;
        }
    }

    private final TreeMap<Long, Slice> byBegin = new TreeMap<>();

    /** @param slices that do not overlap */
    SliceLog(Collection<Slice> slices) {
        slices.forEach(slice -> byBegin.put(slice.begin, slice));
    }

    /**
     * Lines of {@code client transaction latency script epoch microseconds}; the latency is a word where a transaction failed.
     */
    void read(BufferedReader lines) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] words = line.split(" ");
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
