package io.howdah.bench.report;

/**
 * Resident memory of a pooler started for this measurement.
 *
 * @param clients clients logged in
 * @param idleBytes memory before the first query
 * @param burstBytes memory after all clients have sent queries at once, several times
 */
public record MemoryPoint(String contender, int clients, long idleBytes, long burstBytes) {
}
