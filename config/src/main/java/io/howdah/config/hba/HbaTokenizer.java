package io.howdah.config.hba;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a line into fields, and fields into words, as {@code next_field_expand} and {@code next_token} of PostgreSQL's hba.c do: blanks
 * separate fields, commas the words of a field, quotes keep both, a doubled quote inside quotes stands for a quote, and {@code #} begins
 * a comment.
 */
final class HbaTokenizer {

    private final String line;
    private int at;
    private boolean moreOfField;

    private HbaTokenizer(String line) {
        this.line = line;
    }

    /** The fields of a line, each of which has one word at least. */
    static List<List<HbaToken>> fields(String line) {
        HbaTokenizer tokenizer = new HbaTokenizer(line);
        List<List<HbaToken>> fields = new ArrayList<>();
        for (List<HbaToken> field = tokenizer.field(); !field.isEmpty(); field = tokenizer.field()) {
            fields.add(field);
        }
        return fields;
    }

    private List<HbaToken> field() {
        List<HbaToken> words = new ArrayList<>();
        do {
            moreOfField = false;
            HbaToken word = word();
            if (word != null) {
                words.add(word);
            }
        } while (moreOfField);
        return words;
    }

    private @Nullable HbaToken word() {
        while (at < line.length() && (isBlank(line.charAt(at)) || line.charAt(at) == ',')) {
            at++;
        }
        StringBuilder word = new StringBuilder();
        boolean inQuotes = false;
        boolean wasQuote = false;
        boolean began = false;
        boolean quoted = false;
        while (at < line.length()) {
            char c = line.charAt(at);
            if (!inQuotes && (isBlank(c) || c == '#' || c == ',')) {
                break;
            }
            at++;
            if (c != '"' || wasQuote) {
                word.append(c);
            }
            if (inQuotes && c == '"') {
                wasQuote = !wasQuote;
            } else {
                wasQuote = false;
            }
            if (c == '"') {
                inQuotes = !inQuotes;
                quoted |= !began;
            }
            began = true;
        }
        if (at < line.length() && line.charAt(at) == '#') {
            at = line.length();
        } else if (at < line.length() && line.charAt(at) == ',') {
            at++;
            moreOfField = true;
        }
        return began ? new HbaToken(word.toString(), quoted) : null;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\r';
    }
}
