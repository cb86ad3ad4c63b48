package io.howdah.bench.load;

/**
 * The state of a load at one moment.
 *
 * @param phase the load's current phase
 * @param seconds seconds since the phase began
 * @param connected clients logged in
 * @param tps transactions per second since the last moment
 * @param p50Micros median latency since the last moment, in microseconds; 0 without transactions
 * @param p99Micros 99th percentile of the latency
 * @param errors errors since the last moment
 */
public record LoadMoment(Phase phase, double seconds, int connected, double tps, long p50Micros, long p99Micros, long errors) {

    /** The phases of a load, in order. */
    public enum Phase { CONNECTING, WARM_UP, MEASURING }
}
