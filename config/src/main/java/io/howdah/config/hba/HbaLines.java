package io.howdah.config.hba;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The lines of a file that say something. A backslash at a line's end joins the next line. */
final class HbaLines {

    private HbaLines() {}

    /** Fields of words, by the number of the line where they begin, counted from 1. */
    static Map<Integer, List<List<HbaToken>>> of(String text) {
        Map<Integer, List<List<HbaToken>>> all = new LinkedHashMap<>();
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            int first = i;
            StringBuilder line = new StringBuilder(stripped(lines[i]));
            while (line.length() > 0 && line.charAt(line.length() - 1) == '\\' && i + 1 < lines.length) {
                line.setLength(line.length() - 1);
                line.append(stripped(lines[++i]));
            }
            List<List<HbaToken>> fields = HbaTokenizer.fields(line.toString());
            if (!fields.isEmpty()) {
                all.put(first + 1, fields);
            }
        }
        return all;
    }

    private static String stripped(String line) {
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }
}
