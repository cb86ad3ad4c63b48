package io.howdah.config;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values with a unit: times and sizes. A number without a unit has the unit that PgBouncer gives it. */
final class Quantities {

    private static final Pattern QUANTITY = Pattern.compile("([0-9]{1,12}(?:\\.[0-9]{0,9})?|\\.[0-9]{1,9})\\s*([A-Za-z]*)");
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** A longer time would overflow the nanoseconds that timers count. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private static final Duration NOT_SET = Duration.ofSeconds(-1);

    /** In nanoseconds. {@link #writeDuration} uses the first unit of this order that divides the value. */
    private static final Map<String, Long> TIME_UNITS = new LinkedHashMap<>();
    private static final Map<String, Long> SIZE_UNITS = new LinkedHashMap<>();

    static {
        TIME_UNITS.put("d", 86_400 * NANOS_PER_SECOND);
        TIME_UNITS.put("h", 3_600 * NANOS_PER_SECOND);
        TIME_UNITS.put("min", 60 * NANOS_PER_SECOND);
        TIME_UNITS.put("m", 60 * NANOS_PER_SECOND);
        TIME_UNITS.put("s", NANOS_PER_SECOND);
        TIME_UNITS.put("ms", 1_000_000L);
        TIME_UNITS.put("us", 1_000L);
        SIZE_UNITS.put("gb", 1L << 30);
        SIZE_UNITS.put("mb", 1L << 20);
        SIZE_UNITS.put("kb", 1L << 10);
        SIZE_UNITS.put("b", 1L);
    }

    private Quantities() {
    }

    /** A plain number counts seconds. */
    static ValueType<Duration> seconds() {
        String expected = "seconds, or a time such as 10s, 500ms, 5min, 1h";
        return new ValueType<>("time", expected,
                text -> readDuration(text, NANOS_PER_SECOND, expected), Quantities::writeSeconds);
    }

    /** Like {@link #seconds}; an empty text means that there is no such time. */
    static ValueType<Optional<Duration>> secondsOrUnset() {
        ValueType<Duration> set = seconds();
        return new ValueType<>(set.label(), set.expected(),
                text -> text.isEmpty() ? Optional.empty() : Optional.of(set.read(text)),
                (value, format) -> value.map(time -> set.write(time, format)).orElse(""));
    }

    /** A plain number counts milliseconds. */
    static ValueType<Duration> milliseconds() {
        String expected = "milliseconds, or a time such as 10s, 500ms, 5min, 1h";
        return new ValueType<>("time", expected, text -> readDuration(text, 1_000_000L, expected),
                (value, format) -> format == ConfigFormat.INI ? Long.toString(value.toMillis()) : writeDuration(value));
    }

    /** A plain number counts milliseconds; -1 means never, as in PostgreSQL, and becomes a negative Duration. */
    static ValueType<Duration> millisecondsOrNever() {
        String expected = "milliseconds, or a time such as 10s, 500ms, 5min, 1h, or -1 for never";
        return new ValueType<>("time", expected, text -> text.equals("-1") ? NOT_SET : readDuration(text, 1_000_000L, expected),
                (value, format) -> value.isNegative() ? "-1"
                        : format == ConfigFormat.INI ? Long.toString(value.toMillis()) : writeDuration(value));
    }

    /** A time of a section. PgBouncer writes -1 for "not set here"; -1 becomes a negative Duration. */
    static ValueType<Duration> ownSeconds() {
        String expected = "seconds, or a time such as 10s, 500ms, 5min, 1h, or -1 for the general setting";
        return new ValueType<>("time", expected,
                text -> text.equals("-1") ? NOT_SET : readDuration(text, NANOS_PER_SECOND, expected),
                Quantities::writeSeconds);
    }

    static ValueType<Long> bytes(long min, long max) {
        String range = max == Long.MAX_VALUE ? "bytes, at least " + min : "bytes from " + min + " to " + max;
        String expected = range + ", or a size such as 64kB, 16MB";
        return new ValueType<>("size", expected, text -> readBytes(text, min, max, expected), Quantities::writeBytes);
    }

    private static Duration readDuration(String text, long plainUnit, String expected) {
        BigInteger nanos = read(text, plainUnit, TIME_UNITS, "a time", expected);
        if (nanos.compareTo(BigInteger.valueOf(LONGEST.toNanos())) > 0) {
            throw new InvalidValueException(ValueTypes.quoted(text) + " is longer than a hundred years", expected);
        }
        return Duration.ofNanos(nanos.longValueExact());
    }

    private static Long readBytes(String text, long min, long max, String expected) {
        BigInteger bytes = read(text, 1, SIZE_UNITS, "a size", expected);
        if (bytes.compareTo(BigInteger.valueOf(min)) < 0 || bytes.compareTo(BigInteger.valueOf(max)) > 0) {
            throw new InvalidValueException(text + " is out of range", expected);
        }
        return bytes.longValueExact();
    }

    private static BigInteger read(
            String text, long plainUnit, Map<String, Long> units, String what, String expected) {
        Matcher matcher = QUANTITY.matcher(text);
        if (!matcher.matches()) {
            throw new InvalidValueException(ValueTypes.quoted(text) + " is not " + what, expected);
        }
        String unit = matcher.group(2).toLowerCase(Locale.ROOT);
        Long factor = unit.isEmpty() ? Long.valueOf(plainUnit) : units.get(unit);
        if (factor == null) {
            throw new InvalidValueException("unknown unit " + ValueTypes.quoted(matcher.group(2)), expected);
        }
        return new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(factor))
                .setScale(0, RoundingMode.DOWN).toBigIntegerExact();
    }

    private static String writeSeconds(Duration value, ConfigFormat format) {
        if (format == ConfigFormat.YAML) {
            return writeDuration(value);
        }
        return new BigDecimal(BigInteger.valueOf(value.toNanos()), 9).stripTrailingZeros().toPlainString();
    }

    private static String writeDuration(Duration value) {
        long nanos = value.toNanos();
        if (nanos == 0) {
            return "0";
        }
        for (Map.Entry<String, Long> unit : TIME_UNITS.entrySet()) {
            if (nanos % unit.getValue() == 0) {
                return nanos / unit.getValue() + unit.getKey();
            }
        }
        return new BigDecimal(BigInteger.valueOf(nanos), 3).stripTrailingZeros().toPlainString() + "us";
    }

    private static String writeBytes(Long value, ConfigFormat format) {
        if (format == ConfigFormat.YAML && value > 0) {
            if (value % (1L << 30) == 0) {
                return value / (1L << 30) + "GB";
            }
            if (value % (1L << 20) == 0) {
                return value / (1L << 20) + "MB";
            }
            if (value % (1L << 10) == 0) {
                return value / (1L << 10) + "kB";
            }
        }
        return value.toString();
    }
}
