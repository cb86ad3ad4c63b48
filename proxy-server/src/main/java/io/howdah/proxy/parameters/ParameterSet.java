package io.howdah.proxy.parameters;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * An immutable set of parameter values, in the server's spelling. Names are compared without case, as by PostgreSQL's
 * {@code guc_name_compare}, and keep their first spelling.
 *
 * <p>Every hand-over of a server compares two sets. Two sets found equal become one object ({@link #older}), so the comparison
 * soon is one of references.
 */
public final class ParameterSet {

    private static final AtomicLong AGES = new AtomicLong();

    /** The empty set. */
    public static final ParameterSet EMPTY = new ParameterSet(new String[0], new String[0], new String[0]);

    private final long age = AGES.incrementAndGet();
    private final String[] keys;
    private final String[] names;
    private final String[] values;

    private ParameterSet(String[] keys, String[] names, String[] values) {
        this.keys = keys;
        this.names = names;
        this.values = values;
    }

    /** The parameter's value, or null if the set has none. */
    public @Nullable String get(String name) {
        int index = Arrays.binarySearch(keys, key(name));
        return index < 0 ? null : values[index];
    }

    /** Whether the set has a value for this name. */
    public boolean contains(String name) {
        return Arrays.binarySearch(keys, key(name)) >= 0;
    }

    /** The number of parameters. */
    public int size() {
        return keys.length;
    }

    /** This set with one value added or replaced; this very set if nothing changes. */
    public ParameterSet with(String name, String value) {
        String key = key(name);
        int index = Arrays.binarySearch(keys, key);
        if (index >= 0) {
            if (values[index].equals(value)) {
                return this;
            }
            String[] changed = values.clone();
            changed[index] = value;
            return new ParameterSet(keys, names, changed);
        }
        int at = -index - 1;
        return new ParameterSet(inserted(keys, at, key), inserted(names, at, name), inserted(values, at, value));
    }

    /** This set with all values of another set added or replaced. */
    public ParameterSet withAll(ParameterSet others) {
        ParameterSet result = this;
        for (int i = 0; i < others.keys.length; i++) {
            result = result.with(result.spelling(others.names[i]), others.values[i]);
        }
        return result;
    }

    /** This set with all values of a map added or replaced. */
    public ParameterSet withAll(Map<String, String> others) {
        ParameterSet result = this;
        for (Map.Entry<String, String> other : others.entrySet()) {
            result = result.with(result.spelling(other.getKey()), other.getValue());
        }
        return result;
    }

    /** This set without the parameter; this very set if it does not have the parameter. */
    public ParameterSet without(String name) {
        int index = Arrays.binarySearch(keys, key(name));
        if (index < 0) {
            return this;
        }
        return new ParameterSet(removed(keys, index), removed(names, index), removed(values, index));
    }

    /** Calls the action with each name and value, ordered by name. */
    public void forEach(BiConsumer<String, String> action) {
        for (int i = 0; i < names.length; i++) {
            action.accept(names[i], values[i]);
        }
    }

    /** The names, in order. */
    public List<String> names() {
        return List.of(names);
    }

    /** Whether the test says yes to each name and value. */
    public boolean all(BiPredicate<String, String> test) {
        for (int i = 0; i < names.length; i++) {
            if (!test.test(names[i], values[i])) {
                return false;
            }
        }
        return true;
    }

    /** Whether both sets hold the same values. */
    public boolean sameAs(ParameterSet other) {
        return this == other || (Arrays.equals(keys, other.keys) && Arrays.equals(values, other.values));
    }

    /**
     * Of two equal sets, the one made first. If both holders keep the result, all holders of equal sets end up with one object,
     * in whichever order they meet.
     */
    public ParameterSet older(ParameterSet equal) {
        return age <= equal.age ? this : equal;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        forEach((name, value) -> text.append(text.length() > 1 ? ", " : "").append(name).append('=').append(value));
        return text.append('}').toString();
    }

    /** This set's spelling of the name; the name itself if the set does not have it. */
    public String spelling(String name) {
        int index = Arrays.binarySearch(keys, key(name));
        return index < 0 ? name : names[index];
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static String[] inserted(String[] array, int at, String element) {
        String[] result = new String[array.length + 1];
        System.arraycopy(array, 0, result, 0, at);
        result[at] = element;
        System.arraycopy(array, at, result, at + 1, array.length - at);
        return result;
    }

    private static String[] removed(String[] array, int at) {
        String[] result = new String[array.length - 1];
        System.arraycopy(array, 0, result, 0, at);
        System.arraycopy(array, at + 1, result, at, result.length - at);
        return result;
    }
}
