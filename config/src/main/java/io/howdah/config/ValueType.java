package io.howdah.config;

import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A kind of value.
 *
 * @param label the kind in a word, for the manual
 * @param expected what fits, for error messages
 * @param reader throws {@link InvalidValueException} for what does not fit
 * @param writer the text that reads back as the value, in the manner of the format
 */
record ValueType<T>(
        String label, String expected, Function<String, T> reader, BiFunction<T, ConfigFormat, String> writer) {

    T read(String text) {
        return reader.apply(text);
    }

    String write(T value, ConfigFormat format) {
        return writer.apply(value, format);
    }

    /** Whether blanks around it belong to it: a password may end in one. */
    boolean isVerbatim() {
        return label.equals("text");
    }
}
