package io.howdah.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Reads the cache's rules of a YAML document, a list of names or a mapping from name to ttl, into the one text that an ini file
 * has. Each rule that is wrong is a problem of its own line.
 */
final class YamlRules {

    private static final String EXPECTED = "a list of names, or a mapping from name to ttl";

    private final YamlNodes nodes;
    private final ConfigProblems problems;
    private final RawConfig config;

    YamlRules(YamlNodes nodes, ConfigProblems problems, RawConfig config) {
        this.nodes = nodes;
        this.problems = problems;
        this.config = config;
    }

    /**
     * A text in the place of a list is read as in an ini file. Empty for null. A rule that is wrong adds a problem and is left
     * out, so that later checks can go on with the others.
     */
    Optional<RawValue> read(SettingKey<?> key, Node node, String path) {
        boolean isList = node instanceof SequenceNode;
        if (!YamlNodes.hasPlainTag(node) || !isList && !(node instanceof MappingNode)) {
            return nodes.value(node, path);
        }
        List<CacheRules.Rule> rules = new ArrayList<>();
        Map<String, Origin> lines = new HashMap<>();
        boolean replaced = false;
        for (Written written : isList ? list((SequenceNode) node, path) : mapping(node, path)) {
            written.rule(path, problems).filter(rule -> fits(rule, key, written, path)).ifPresent(rules::add);
            lines.put(written.name(), written.origin());
            replaced |= written.replaced();
        }
        config.ruleLines.put(key.key(), lines);
        return Optional.of(new RawValue(RuleText.write(rules, ConfigFormat.YAML), replaced, nodes.origin(node)));
    }

    private boolean fits(CacheRules.Rule rule, SettingKey<?> key, Written written, String path) {
        RawValue alone = new RawValue(RuleText.write(List.of(rule), ConfigFormat.YAML), written.replaced(), written.origin());
        return new ValueReader(problems).read(key, alone, path).isPresent();
    }

    private List<Written> list(SequenceNode node, String path) {
        return nodes.items(node, path, EXPECTED).orElse(List.of()).stream()
                .map(item -> new Written(item.text(), Optional.empty(), item.replaced(), item.origin())).toList();
    }

    private List<Written> mapping(Node node, String path) {
        List<Written> written = new ArrayList<>();
        for (YamlNodes.Entry entry : nodes.entries(node, path)) {
            if (YamlNodes.isNull(entry.value())) {
                written.add(new Written(entry.key(), Optional.empty(), false, entry.origin()));
            } else {
                nodes.value(entry.value(), path + "." + entry.key()).ifPresent(ttl -> written.add(
                        new Written(entry.key(), Optional.of(ttl.text()), ttl.replaced(), entry.origin())));
            }
        }
        return written;
    }

    /** One rule as the document has it. */
    private record Written(String name, Optional<String> ttl, boolean replaced, Origin origin) {

        Optional<CacheRules.Rule> rule(String path, ConfigProblems problems) {
            try {
                return Optional.of(ttl.map(text -> RuleText.rule(name, text))
                        .orElseGet(() -> new CacheRules.Rule(name, Optional.empty())));
            } catch (InvalidValueException wrong) {
                problems.add(origin, path, replaced ? ValueReader.NOT_SHOWN : wrong.getMessage(), wrong.expected());
                return Optional.empty();
            }
        }
    }
}
