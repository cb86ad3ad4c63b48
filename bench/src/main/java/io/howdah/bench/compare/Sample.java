package io.howdah.bench.compare;

/**
 * What one run measured.
 *
 * @param cpuMicros processor time of the pooler per transaction
 * @param userMicros the part of it outside the kernel
 */
record Sample(double tps, double latencyMillis, double cpuMicros, double userMicros) {}
