package io.howdah.proxy.cache.probe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the text of a query tree, as PostgreSQL sends it with debug_print_rewritten on and debug_pretty_print off. The grammar is
 * that of PostgreSQL's {@code read.c} ({@code pg_strtok}, {@code nodeRead}).
 *
 * <p>Names in a query get into the text: an alias may read {@code :relid}. So the reader takes each token for what its place
 * says, and refuses what fits no place. PostgreSQL breaks lines at blanks, even at a blank that is part of a name; the backslash
 * before the blank then stands before the line feed.
 */
final class NodeReader {

    /** Nesting of nodes and lists that the reader follows. */
    private static final int DEEPEST = 1_000;

    private final String text;
    private int at;
    private int depth;
    /** The current token with its backslashes; null at the end. */
    private @Nullable String token;

    private NodeReader(String text) {
        this.text = text;
    }

    /**
     * The nodes of a list of nodes, which is what debug_print_rewritten prints.
     *
     * @throws NodeException if the text is anything else
     */
    static List<Node> read(String text) throws NodeException {
        NodeReader reader = new NodeReader(text);
        reader.next();
        Object value = reader.value();
        if (reader.token != null || !(value instanceof List<?> list)) {
            throw new NodeException("no list of nodes");
        }
        List<Node> nodes = new ArrayList<>();
        for (Object element : list) {
            if (!(element instanceof Node node)) {
                throw new NodeException("no list of nodes");
            }
            nodes.add(node);
        }
        return nodes;
    }

    /** Reads the value that begins with the current token, and moves behind the value. */
    private @Nullable Object value() throws NodeException {
        if (token == null) {
            throw new NodeException("cut off");
        }
        if (++depth > DEEPEST) {
            throw new NodeException("nested deeper than " + DEEPEST);
        }
        Object value = switch (token) {
            case "{" -> node();
            case "(" -> list();
            case "}", ")", "[", "]" -> throw new NodeException("unexpected " + token);
            case "<>" -> scalar(null);
            default -> scalar(plain(token));
        };
        depth--;
        return value;
    }

    private @Nullable Object scalar(@Nullable String value) throws NodeException {
        next();
        if ("[".equals(token)) {
            // The bytes of a constant, behind their number.
            while (token != null && !token.equals("]")) {
                next();
            }
            expect("]");
        }
        return value;
    }

    private List<@Nullable Object> list() throws NodeException {
        List<@Nullable Object> values = new ArrayList<>();
        next();
        while (!")".equals(token)) {
            values.add(value());
        }
        next();
        return values;
    }

    private Node node() throws NodeException {
        next();
        String label = token;
        if (label == null || label.isEmpty() || !isLabel(label)) {
            throw new NodeException("no label: " + label);
        }
        next();
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        while (!"}".equals(token)) {
            if (token == null || token.length() < 2 || token.charAt(0) != ':') {
                throw new NodeException("no field in " + label + ": " + token);
            }
            String field = token.substring(1);
            next();
            if (fields.containsKey(field)) {
                throw new NodeException("two fields " + field + " in " + label);
            }
            fields.put(field, value());
        }
        next();
        return new Node(label, fields);
    }

    private static boolean isLabel(String word) {
        return word.chars().allMatch(c -> c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_');
    }

    private void expect(String expected) throws NodeException {
        if (!expected.equals(token)) {
            throw new NodeException("no " + expected + " but " + token);
        }
        next();
    }

    private static String plain(String token) {
        if (token.indexOf('\\') < 0) {
            return token;
        }
        StringBuilder plain = new StringBuilder(token.length());
        for (int i = 0; i < token.length(); i++) {
            if (token.charAt(i) == '\\' && i + 1 < token.length()) {
                i++;
            }
            plain.append(token.charAt(i));
        }
        return plain.toString();
    }

    /** Moves to the next token, by the rules of {@code pg_strtok}. */
    private void next() {
        while (at < text.length() && isBlank(text.charAt(at))) {
            at++;
        }
        if (at == text.length()) {
            token = null;
            return;
        }
        int begin = at;
        if (isBracket(text.charAt(at))) {
            at++;
        } else {
            while (at < text.length() && !isBlank(text.charAt(at)) && !isBracket(text.charAt(at))) {
                at += text.charAt(at) == '\\' && at + 1 < text.length() ? 2 : 1;
            }
        }
        token = text.substring(begin, at);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\n' || c == '\t';
    }

    private static boolean isBracket(char c) {
        return c == '(' || c == ')' || c == '{' || c == '}';
    }
}
