package io.howdah.proxy.cache;

/**
 * What has been counted of the second level since the start.
 *
 * @param isConnected whether there is a connection now
 * @param connections how many there have been
 * @param answered look-ups that got an answer in time
 * @param timedOut look-ups that got none
 * @param refused look-ups that were not sent, because others before had no answer, or too much was under way
 * @param errors commands that were refused or answered with garbage
 * @param answeredNanos the time that the answered look-ups took, in sum
 */
public record SecondLevelFigures(boolean isConnected, long connections, long answered, long timedOut, long refused, long errors,
        long answeredNanos) {
}
