package io.howdah.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The kinds of value a setting can have. */
final class ValueTypes {

    private static final Set<String> ON = Set.of("1", "yes", "on", "true");
    private static final Set<String> OFF = Set.of("0", "no", "off", "false");
    private static final String FLAG = "one of 1, 0, yes, no, on, off, true, false";

    /** Refuses a leading zero, because PgBouncer would read the number as octal. */
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]{0,10})");
    private static final Pattern OCTAL = Pattern.compile("[0-7]{1,5}");

    static final int MAX_PORT = 65535;

    private ValueTypes() {
    }

    static ValueType<Boolean> flag() {
        return new ValueType<>("flag", FLAG, ValueTypes::readFlag, ValueTypes::writeFlag);
    }

    /** Older PgBouncer files give the seconds to defer on Linux, so any number but 0 is "on" as well. */
    static ValueType<Boolean> flagOrSeconds() {
        return new ValueType<>("flag", FLAG,
                text -> NUMBER.matcher(text).matches() ? !text.equals("0") : readFlag(text), ValueTypes::writeFlag);
    }

    static ValueType<Integer> count(int min, int max) {
        String expected = max == Integer.MAX_VALUE
                ? "a number, at least " + min : "a number from " + min + " to " + max;
        return new ValueType<>("number", expected, text -> readNumber(text, min, max, expected),
                (value, format) -> value.toString());
    }

    static ValueType<Integer> port(int min) {
        return count(min, MAX_PORT);
    }

    /** A number of a section. PgBouncer writes -1 for "not set here". */
    static ValueType<Integer> ownCount() {
        String expected = "a number, at least 0, or -1 for the general setting";
        return new ValueType<>("number", expected, text -> readNumber(text, -1, Integer.MAX_VALUE, expected),
                (value, format) -> value.toString());
    }

    /** Permission bits, as for chmod. */
    static ValueType<Integer> permissions() {
        String expected = "permission bits in octal such as 0770";
        return new ValueType<>("octal", expected, text -> {
            if (!OCTAL.matcher(text).matches() || Integer.parseInt(text, 8) > 0777) {
                throw new InvalidValueException(quoted(text) + " are no permissions", expected);
            }
            return Integer.parseInt(text, 8);
        }, (value, format) -> String.format(Locale.ROOT, "0%03o", value));
    }

    static ValueType<String> text() {
        return new ValueType<>("text", "text", Function.identity(), (value, format) -> value);
    }

    static ValueType<String> filename() {
        return new ValueType<>("file", "a file name", Function.identity(), (value, format) -> value);
    }

    static ValueType<List<String>> list() {
        return new ValueType<>("list", "words with commas between them", ValueTypes::readList,
                (value, format) -> String.join(", ", value));
    }

    static ValueType<String> word(String... words) {
        String expected = "one of " + String.join(", ", words);
        return new ValueType<>("word", expected, text -> {
            String lower = text.toLowerCase(Locale.ROOT);
            if (!List.of(words).contains(lower)) {
                throw new InvalidValueException("unknown value " + quoted(text), expected);
            }
            return lower;
        }, (value, format) -> value);
    }

    static <E extends Enum<E>> ValueType<E> choice(E[] values, Function<E, String> spelling) {
        String expected = "one of " + Arrays.stream(values).map(spelling).collect(Collectors.joining(", "));
        return new ValueType<>("word", expected, text -> {
            for (E value : values) {
                if (spelling.apply(value).equalsIgnoreCase(text)) {
                    return value;
                }
            }
            throw new InvalidValueException("unknown value " + quoted(text), expected);
        }, (value, format) -> spelling.apply(value));
    }

    /**
     * The same type without the values that Howdah does not implement yet. To accept such a value and protect less than it
     * promises would be worse than not to start.
     */
    static <T> ValueType<T> refusing(ValueType<T> type, Set<T> unavailable, String available) {
        return new ValueType<>(type.label(), available, text -> {
            T value;
            try {
                value = type.read(text);
            } catch (InvalidValueException unknown) {
                throw new InvalidValueException(unknown.getMessage(), available);
            }
            if (unavailable.contains(value)) {
                throw new InvalidValueException(quoted(text) + " is not available in this version", available);
            }
            return value;
        }, type.writer());
    }

    /** A value as it appears in messages: short, and on one line. */
    static String quoted(String text) {
        String line = text.replaceAll("\\p{Cntrl}", "?");
        return "\"" + (line.length() > 60 ? line.substring(0, 60) + "..." : line) + "\"";
    }

    private static Boolean readFlag(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (ON.contains(lower)) {
            return true;
        }
        if (OFF.contains(lower)) {
            return false;
        }
        throw new InvalidValueException(quoted(text) + " is neither on nor off", FLAG);
    }

    private static String writeFlag(Boolean value, ConfigFormat format) {
        if (format == ConfigFormat.INI) {
            return value ? "1" : "0";
        }
        return value.toString();
    }

    private static Integer readNumber(String text, int min, int max, String expected) {
        if (!NUMBER.matcher(text).matches()) {
            throw new InvalidValueException(quoted(text) + " is not a number", expected);
        }
        long value = Long.parseLong(text);
        if (value < min || value > max) {
            throw new InvalidValueException(text + " is out of range", expected);
        }
        return (int) value;
    }

    private static List<String> readList(String text) {
        List<String> words = new ArrayList<>();
        for (String word : text.split(",", -1)) {
            if (!word.isBlank()) {
                words.add(word.strip());
            }
        }
        return List.copyOf(words);
    }
}
