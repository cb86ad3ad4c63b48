package io.howdah.bench.report;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Under which circumstances it was measured.
 *
 * @param date when it began
 * @param command the whole command line
 * @param machine what it ran on, name to text
 * @param versions of everything that took part, name to text
 * @param settings of the comparison, name to text
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
