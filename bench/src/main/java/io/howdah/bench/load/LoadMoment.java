package io.howdah.bench.load;

/**
 * How a load goes at one moment.
 *
 * @param phase what it is doing
 * @param seconds since this phase began
 * @param connected clients logged in
 * @param tps transactions per second since the moment before
 * @param p50Micros middle latency of those, in microseconds; 0 where there were none
 * @param p99Micros the latency that one in a hundred of those exceeded
 * @param errors since the moment before
 */
public record LoadMoment(Phase phase, double seconds, int connected, double tps, long p50Micros, long p99Micros, long errors) {

    /** The parts of a load, in order. */
    public enum Phase { CONNECTING, WARM_UP, MEASURING }
}
