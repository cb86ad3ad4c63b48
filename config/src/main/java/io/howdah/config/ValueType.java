package io.howdah.config;

import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A kind of value.
 *
 * @param label the kind in a word, for the manual
 * @param expected the values that fit, for error messages
 * @param reader throws {@link InvalidValueException} for a text that does not fit
 * @param writer gives the text that reads back as the value, in the style of the format
 */
record ValueType<T>(
        String label, String expected, Function<String, T> reader, BiFunction<T, ConfigFormat, String> writer) {

    /** The label of the cache's rules, which a YAML file may have as a list or a mapping. */
    static final String RULES = "rules";
    /** The label of URLs, which may hold passwords. */
    static final String URL = "URL";

    T read(String text) {
        return reader.apply(text);
    }

    String write(T value, ConfigFormat format) {
        return writer.apply(value, format);
    }

    /** Whether blanks around the value belong to it: a password may end in a blank. */
    boolean isVerbatim() {
        return label.equals("text");
    }

    /** Whether no message repeats the value, so that a message about a secret may be shown. */
    boolean isDiscreet() {
        return label.equals(URL);
    }

    /** Whether a YAML file may have a mapping from name to ttl here. */
    boolean isRules() {
        return label.equals(RULES);
    }
}
