package io.howdah.config;

import java.util.regex.Pattern;

/** Tells the format of a file by its first line that is neither blank nor a comment. */
final class FormatDetector {

    private static final Pattern ASSIGNMENT = Pattern.compile("(\"[^\"]*\"|[\\w.*-]+)\\s*=.*");

    private FormatDetector() {
    }

    static ConfigFormat detect(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .findFirst()
                .filter(FormatDetector::looksLikeIni)
                .map(line -> ConfigFormat.INI)
                .orElse(ConfigFormat.YAML);
    }

    private static boolean looksLikeIni(String line) {
        return line.startsWith("[") || line.startsWith(";") || line.startsWith("%include")
                || ASSIGNMENT.matcher(line).matches();
    }
}
