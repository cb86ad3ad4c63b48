package io.howdah.console.live;

/**
 * What is drawn of a pool, or of all together, at one moment.
 *
 * @param clients linked, or idle with nothing asked
 * @param waiting clients that wait for a server
 * @param busy servers linked to a client
 * @param idle servers that are free
 * @param queries per second since the moment before
 * @param errors per second, told to clients
 * @param waits of late; null where there were none
 * @param durations of queries of late; null where there were none
 */
record Point(int clients, int waiting, int busy, int idle, double queries, double errors, Percentiles waits, Percentiles durations) {}
