package io.howdah.bench.crowd;

import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * What became of a crowd.
 *
 * @param latencies of each query from its sending to its ReadyForQuery, in microseconds
 * @param complaints the first few errors, in words
 */
record CrowdResult(int clients, long answers, long errors, double loginSeconds, double querySeconds, Histogram latencies,
        List<String> complaints) {

    String text() {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, """
                %d clients logged in within %.1f s
                %d queries answered within %.1f s (%.0f/s), %d errors
                latency ms: median %.1f, 99%% %.1f, longest %.1f
                """, clients, loginSeconds, answers, querySeconds, answers / Math.max(querySeconds, 1e-3), errors,
                latencies.getValueAtPercentile(50) / 1e3, latencies.getValueAtPercentile(99) / 1e3,
                latencies.getMaxValue() / 1e3));
        complaints.forEach(complaint -> text.append("  ").append(complaint).append('\n'));
        return text.toString();
    }
}
