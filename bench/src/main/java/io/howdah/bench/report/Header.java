package io.howdah.bench.report;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The circumstances of a comparison.
 *
 * @param date the time at which the comparison began
 * @param command the whole command line
 * @param machine the machine's properties, name to text
 * @param versions versions of all programs and libraries, name to text
 * @param settings settings of the comparison, name to text
 */
public record Header(Instant date, String command, Map<String, String> machine, Map<String, String> versions,
        Map<String, String> settings) {

    public Header {
        machine = ordered(machine);
        versions = ordered(versions);
        settings = ordered(settings);
    }

    private static Map<String, String> ordered(Map<String, String> facts) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }
}
