package io.howdah.bench.compare;

import java.io.IOException;
import java.time.Duration;
import org.HdrHistogram.Histogram;

/** What makes load. */
interface Generator {

    /**
     * What it counted.
     *
     * @param transactions that ended well while it was measured
     * @param tps of those per second
     * @param micros latencies of those, in microseconds
     * @param inTurn what those would have been with clients served strictly in turn, in microseconds; empty where it is not known
     * @param errors transactions that failed, and clients that gave up
     * @param complaint the first of them in words; otherwise empty
     */
    record Sample(long transactions, double tps, Histogram micros, Histogram inTurn, long errors, String complaint) {

        /** Of a generator that does not know who is served when. */
        Sample(long transactions, double tps, Histogram micros, long errors, String complaint) {
            this(transactions, tps, micros, histogram(), errors, complaint);
        }

        /** Of latencies that have not been counted yet, up to some minutes. */
        static Histogram histogram() {
            Histogram histogram = new Histogram(2);
            histogram.setAutoResize(true);
            return histogram;
        }
    }

    /** Hears when it begins to count, and when it ends: on the thread that called {@link Generator#run}. */
    interface Marks {

        void began() throws IOException;

        void ended() throws IOException;
    }

    /** Runs for about so long, with the protocol that the contender can be spoken to in. */
    Sample run(Contender contender, Job job, Duration length, Marks marks) throws IOException, InterruptedException;
}
