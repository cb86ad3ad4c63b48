package io.howdah.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Describes the machine of the comparison. */
final class Machine {

    private Machine() {
    }

    /** The machine's properties, name to text, the most important first. */
    static Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        int cores = Runtime.getRuntime().availableProcessors();
        facts.put("Processor", cores + (cores == 1 ? " core, " : " cores, ")
                + value("/proc/cpuinfo", "model name", ":").orElse(System.getProperty("os.arch")));
        facts.put("System", value("/etc/os-release", "PRETTY_NAME", "=").map(name -> name.replace("\"", "") + ", ").orElse("")
                + System.getProperty("os.name") + " " + System.getProperty("os.version"));
        value("/proc/meminfo", "MemTotal", ":").map(text -> Long.parseLong(text.replaceAll("[^0-9]", "")))
                .ifPresent(kilobytes -> facts.put("Memory", Math.round(kilobytes / 1048576.0) + " GB"));
        return facts;
    }

    /** The text behind the separator in the file's first line that begins with this name. */
    private static Optional<String> value(String file, String name, String separator) {
        try {
            return Files.readAllLines(Path.of(file)).stream()
                    .filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(separator) + 1).strip())
                    .findFirst();
        } catch (IOException notHere) {
            return Optional.empty();
        }
    }
}
