package io.howdah.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Reads mappings, lists and values of a YAML document and never builds an object from it: no text in the file can name a class,
 * and every value keeps its line.
 */
final class YamlNodes {

    private static final Set<Tag> PLAIN_TAGS = Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.TIMESTAMP,
            Tag.MAP, Tag.SEQ, Tag.MERGE);

    /** A key, its place in the file, and its value. */
    record Entry(String key, Origin origin, Node value) {
    }

    private final String file;
    private final Substitution substitution;
    private final ConfigProblems problems;

    YamlNodes(String file, Substitution substitution, ConfigProblems problems) {
        this.file = file;
        this.substitution = substitution;
        this.problems = problems;
    }

    Origin origin(Node node) {
        return origin(node.getStartMark());
    }

    Origin origin(Mark mark) {
        return Origin.file(file, mark == null ? 0 : mark.getLine() + 1);
    }

    /** The entries of a mapping. Entries merged in by {@code <<} come last, and the mapping's own entries win over them. */
    List<Entry> entries(Node node, String path) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        collect(node, path, entries, false, Collections.newSetFromMap(new IdentityHashMap<>()));
        return new ArrayList<>(entries.values());
    }

    private void collect(Node node, String path, Map<String, Entry> entries, boolean merged, Set<Node> seen) {
        if (isNull(node)) {
            return;
        }
        if (!(node instanceof MappingNode mapping) || !hasPlainTag(node)) {
            problems.add(origin(node), path, "not a mapping", "lines of \"key: value\"");
            return;
        }
        if (!seen.add(node)) {
            return;
        }
        List<Node> merges = new ArrayList<>();
        for (NodeTuple tuple : mapping.getValue()) {
            Node keyNode = tuple.getKeyNode();
            if (keyNode.getTag().equals(Tag.MERGE)) {
                merges.add(tuple.getValueNode());
            } else if (keyNode instanceof ScalarNode scalar) {
                add(new Entry(scalar.getValue(), origin(keyNode), tuple.getValueNode()), path, entries, merged);
            } else {
                problems.add(origin(keyNode), path, "a key that is no plain word");
            }
        }
        for (Node merge : merges) {
            List<Node> sources = merge instanceof SequenceNode list ? list.getValue() : List.of(merge);
            sources.forEach(source -> collect(source, path, entries, true, seen));
        }
    }

    private void add(Entry entry, String path, Map<String, Entry> entries, boolean merged) {
        Entry earlier = entries.putIfAbsent(entry.key(), entry);
        if (earlier != null && !merged) {
            problems.add(entry.origin(), path.isEmpty() ? entry.key() : path + "." + entry.key(),
                    "given twice, first in line " + earlier.origin().line());
        }
    }

    static boolean isMapping(Node node) {
        return node instanceof MappingNode;
    }

    static boolean isNull(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    /** A value, or a list as one text with commas. Empty for null and for a wrong value, which adds a problem. */
    Optional<RawValue> value(Node node, String path) {
        if (isNull(node)) {
            return Optional.empty();
        }
        if (!hasPlainTag(node)) {
            problems.add(origin(node), path, "a value of type " + node.getTag().getValue(), "a plain value");
            return Optional.empty();
        }
        if (node instanceof ScalarNode scalar) {
            return scalar(scalar, path);
        }
        if (node instanceof SequenceNode list) {
            return list(list, path);
        }
        problems.add(origin(node), path, "a mapping", "a value");
        return Optional.empty();
    }

    private Optional<RawValue> scalar(ScalarNode node, String path) {
        String text = node.getValue();
        boolean replaced = Substitution.isNeeded(text);
        try {
            return Optional.of(new RawValue(replaced ? substitution.apply(text) : text, replaced, origin(node)));
        } catch (InvalidValueException unset) {
            problems.add(origin(node), path, unset.getMessage(), unset.expected());
            return Optional.empty();
        }
    }

    private Optional<RawValue> list(SequenceNode list, String path) {
        Optional<List<RawValue>> items = items(list, path, "a list of words");
        if (items.isEmpty()) {
            return Optional.empty();
        }
        for (RawValue item : items.get()) {
            if (item.text().contains(",") && !item.replaced()) {
                problems.add(item.origin(), path, "an item with a comma in it", "one word per item");
                return Optional.empty();
            }
        }
        return Optional.of(new RawValue(items.get().stream().map(RawValue::text).collect(Collectors.joining(", ")),
                items.get().stream().anyMatch(RawValue::replaced), origin(list)));
    }

    /** The items of a list, each with its line. Empty for a wrong item, which adds a problem. */
    Optional<List<RawValue>> items(SequenceNode list, String path, String expected) {
        List<RawValue> items = new ArrayList<>();
        for (Node item : list.getValue()) {
            if (!(item instanceof ScalarNode scalar) || isNull(item) || !hasPlainTag(item)) {
                problems.add(origin(item), path, "an item that is no plain value", expected);
                return Optional.empty();
            }
            Optional<RawValue> read = scalar(scalar, path);
            if (read.isEmpty()) {
                return Optional.empty();
            }
            items.add(read.get());
        }
        return Optional.of(items);
    }

    static boolean hasPlainTag(Node node) {
        return PLAIN_TAGS.contains(node.getTag());
    }
}
