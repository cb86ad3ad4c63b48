package io.howdah.console.view;

/**
 * The connection of the result cache to Redis. Counts run since the pooler started.
 *
 * @param connected whether there is a connection now
 * @param connections how many there have been
 * @param answered look-ups that got an answer in time
 * @param timedOut look-ups that got none
 * @param refused look-ups that were not sent, because others before had no answer, or too much was under way
 * @param errors commands that Redis refused or answered with garbage
 * @param seconds the time that the answered look-ups took, in sum
 */
public record CacheRedisSnapshot(boolean connected, long connections, long answered, long timedOut, long refused, long errors,
        double seconds) {
}
