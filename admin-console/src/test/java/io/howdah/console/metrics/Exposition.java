package io.howdah.console.metrics;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses Prometheus' text format strictly: every line is a comment or a sample.
 *
 * @param types by family name
 * @param samples the value of each series
 */
public record Exposition(Map<String, String> types, List<Sample> samples) {

    public record Sample(String name, Map<String, String> labels, double value) {}

    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("\\G([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\\n]|\\\\[\"\\\\n])*)\",?");

    public static Exposition of(String text) {
        Map<String, String> types = new TreeMap<>();
        List<Sample> samples = new java.util.ArrayList<>();
        for (String line : text.split("\n")) {
            if (line.startsWith("# TYPE ")) {
                String[] words = line.split(" ");
                if (types.put(words[2], words[3]) != null) {
                    throw new AssertionError("twice: " + line);
                }
            } else if (!line.startsWith("#")) {
                samples.add(sample(line));
            }
        }
        return new Exposition(types, samples);
    }

    private static Sample sample(String line) {
        Matcher matcher = SAMPLE.matcher(line);
        if (!matcher.matches()) {
            throw new AssertionError("no sample: " + line);
        }
        Map<String, String> labels = new LinkedHashMap<>();
        String inside = matcher.group(3) == null ? "" : matcher.group(3);
        Matcher label = LABEL.matcher(inside);
        int end = 0;
        while (label.find()) {
            labels.put(label.group(1), unescaped(label.group(2)));
            end = label.end();
        }
        if (end != inside.length()) {
            throw new AssertionError("labels that cannot be read: " + line);
        }
        return new Sample(matcher.group(1), labels, Double.parseDouble(matcher.group(4).replace("+Inf", "Infinity")));
    }

    private static String unescaped(String text) {
        return Pattern.compile("\\\\(.)").matcher(text)
                .replaceAll(escape -> Matcher.quoteReplacement(escape.group(1).equals("n") ? "\n" : escape.group(1)));
    }

    List<Sample> named(String name) {
        return samples.stream().filter(sample -> sample.name.equals(name)).toList();
    }

    /** The value of the only series with these labels, given as names and values in turn. */
    double value(String name, String... labels) {
        List<Sample> found = named(name).stream().filter(sample -> {
            for (int i = 0; i < labels.length; i += 2) {
                if (!labels[i + 1].equals(sample.labels.get(labels[i]))) {
                    return false;
                }
            }
            return true;
        }).toList();
        if (found.size() != 1) {
            throw new AssertionError(name + " " + List.of(labels) + ": " + found.size() + " series");
        }
        return found.get(0).value;
    }
}
