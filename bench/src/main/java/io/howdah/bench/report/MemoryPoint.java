package io.howdah.bench.report;

/**
 * Resident memory of a pooler that was started for this.
 *
 * @param clients logged in
 * @param idleBytes while none of them has asked anything
 * @param burstBytes after all of them asked at once, several times
 */
public record MemoryPoint(String contender, int clients, long idleBytes, long burstBytes) {
}
