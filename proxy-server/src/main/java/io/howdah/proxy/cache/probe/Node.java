package io.howdah.proxy.cache.probe;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A node of a query tree as PostgreSQL writes it ({@code outfuncs.c}): a label and fields. A field's value is a Node, a List of
 * values, a token as String, or null for {@code <>}.
 *
 * @param label such as QUERY
 * @param fields by name, without the colon, in the order of the text
 */
record Node(String label, Map<String, @Nullable Object> fields) {

    /** Whether the node has a field of this name, with a value or with {@code <>}. */
    boolean has(String field) {
        return fields.containsKey(field);
    }

    /** Whether the field is there and has the value {@code <>}, or is an empty list. */
    boolean isEmpty(String field) {
        return has(field) && (fields.get(field) == null || fields.get(field) instanceof List<?> list && list.isEmpty());
    }

    /** Whether the field is there and has this token as its value. */
    boolean is(String field, String token) {
        return token.equals(fields.get(field));
    }

    /**
     * The field's number.
     *
     * @throws NodeException if the field is missing or has another value than a number
     */
    long number(String field) throws NodeException {
        return number(fields.get(field), field);
    }

    /**
     * The numbers of a field that is a list of integers or OIDs, such as {@code (o 96 98)}; none for {@code <>}.
     *
     * @throws NodeException if the field is missing or has another value
     */
    long[] numbers(String field) throws NodeException {
        if (isEmpty(field)) {
            return new long[0];
        }
        if (!(fields.get(field) instanceof List<?> list)) {
            throw new NodeException("no list in " + label + "." + field);
        }
        Iterator<?> values = list.iterator();
        values.next(); // The kind of the list: i, o or x.
        long[] numbers = new long[list.size() - 1];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = number(values.next(), field);
        }
        return numbers;
    }

    private long number(@Nullable Object value, String field) throws NodeException {
        try {
            if (value instanceof String token) {
                return Long.parseLong(token);
            }
        } catch (NumberFormatException e) {
            // The exception below names the field.
        }
        throw new NodeException("no number in " + label + "." + field);
    }
}
