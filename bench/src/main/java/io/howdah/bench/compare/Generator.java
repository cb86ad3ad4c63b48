package io.howdah.bench.compare;

import java.io.IOException;
import java.time.Duration;
import org.HdrHistogram.Histogram;

/** Generates load. */
interface Generator {

    /**
     * The counts of one run.
     *
     * @param transactions transactions that ended without an error while the run was measured
     * @param tps these transactions per second
     * @param micros these transactions' latencies, in microseconds
     * @param inTurn latencies if the target had served clients strictly in turn, in microseconds; empty if unknown
     * @param errors failed transactions, and clients that gave up
     * @param complaint the text of the first error; otherwise empty
     */
    record Sample(long transactions, double tps, Histogram micros, Histogram inTurn, long errors, String complaint) {

        /** The counts of a generator that does not know the order in which clients are served. */
        Sample(long transactions, double tps, Histogram micros, long errors, String complaint) {
            this(transactions, tps, micros, histogram(), errors, complaint);
        }

        /** An empty histogram of latencies. */
        static Histogram histogram() {
            Histogram histogram = new Histogram(2);
            histogram.setAutoResize(true);
            return histogram;
        }
    }

    /** Called when the counting begins and when it ends, on the thread that called {@link Generator#run}. */
    interface Marks {

        void began() throws IOException;

        void ended() throws IOException;
    }

    /** Runs for about so long, with the protocol that the contender supports. */
    Sample run(Contender contender, Job job, Duration length, Marks marks) throws IOException, InterruptedException;
}
