package io.howdah.proxy.cache.redis;

/**
 * A link's figures, of one moment.
 *
 * @param eras how often the link has been connected
 * @param lookUps look-ups and big values asked for while connected
 * @param answers those with an answer in time
 * @param timeouts those without
 * @param refused those that were not sent, because the breaker was open or too much was under way
 * @param errors commands of all kinds that the server refused or answered with garbage
 * @param latencyNanos the time that the answers took, in sum
 * @param breaker closed, open or probing; closed without a connection
 * @param inFlight commands of all kinds without an answer yet
 * @param storing bytes on the way to the server in {@code store}
 */
public record RedisCounters(long eras, long lookUps, long answers, long timeouts, long refused, long errors, long latencyNanos,
        String breaker, int inFlight, long storing) {
}
