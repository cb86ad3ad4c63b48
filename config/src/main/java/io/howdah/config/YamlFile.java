package io.howdah.config;

import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Howdah's file: sections of settings ({@code pool.size}), PgBouncer's flat names at the top level ({@code default_pool_size}),
 * and mappings of databases and users.
 */
final class YamlFile {

    private static final String STARTUP_PARAMETERS = "startup_parameters";

    private final RawConfig config;
    private final ConfigProblems problems;
    private final YamlNodes nodes;
    private final YamlRules rules;
    private final String file;

    YamlFile(RawConfig config, ConfigProblems problems, String file, Path directory, Map<String, String> environment) {
        this.config = config;
        this.problems = problems;
        this.file = file;
        this.nodes = new YamlNodes(file, new Substitution(environment, directory), problems);
        this.rules = new YamlRules(nodes, problems, config);
    }

    void read(String text) {
        try {
            Node root = new Yaml(new SafeConstructor(new LoaderOptions())).compose(new StringReader(text));
            if (root != null) {
                nodes.entries(root, "").forEach(this::topLevel);
            }
        } catch (MarkedYAMLException broken) {
            Origin where = nodes.origin(broken.getProblemMark());
            boolean bareVariable = text.lines().skip(Math.max(0, where.line() - 1)).findFirst()
                    .filter(Substitution::isNeeded).isPresent();
            problems.add(where, "", "not valid YAML: " + broken.getProblem(),
                    bareVariable ? "quotes around \"${...}\" inside braces" : "");
        } catch (YAMLException broken) {
            // The parser's message may quote the text, and the text may be a secret.
            problems.add(Origin.file(file, 0), "", "not valid YAML: " + broken.getClass().getSimpleName());
        }
    }

    private void topLevel(YamlNodes.Entry entry) {
        switch (entry.key()) {
            case "databases" -> entriesInto(config.databases, entry);
            case "users" -> entriesInto(config.users, entry);
            case "peers" -> entriesInto(config.peers, entry);
            default -> {
                if (Catalogue.sections().contains(entry.key())) {
                    nodes.entries(entry.value(), entry.key()).forEach(inner -> inSection(entry.key(), inner));
                } else {
                    setting(Catalogue.byKey(entry.key()), entry.key(), entry, topLevelNames());
                }
            }
        }
    }

    private void inSection(String section, YamlNodes.Entry entry) {
        String path = section + "." + entry.key();
        if (Catalogue.isSubsection(path)) {
            nodes.entries(entry.value(), path).forEach(inner -> inSection(path, inner));
            return;
        }
        Optional<SettingKey<?>> key = Catalogue.byPath(path)
                .or(() -> Catalogue.byKey(entry.key()).filter(flat -> flat.yamlPath().startsWith(section + ".")));
        setting(key, path, entry, Catalogue.namesIn(section));
    }

    private void setting(Optional<SettingKey<?>> key, String path, YamlNodes.Entry entry, List<String> known) {
        if (key.isEmpty()) {
            problems.add(entry.origin(), path, Suggestions.unknown("setting", entry.key(), known));
            return;
        }
        Optional<RawValue> written = key.get().type().isRules()
                ? rules.read(key.get(), entry.value(), path) : nodes.value(entry.value(), path);
        written.ifPresent(value -> {
            RawValue earlier = config.globals.putIfAbsent(key.get().key(), value);
            if (earlier != null) {
                problems.add(entry.origin(), path, "given twice, first in line " + earlier.origin().line());
            }
        });
    }

    private static List<String> topLevelNames() {
        List<String> names = new ArrayList<>(List.of("databases", "users", "peers"));
        names.addAll(Catalogue.sections());
        names.addAll(Catalogue.keys());
        return names;
    }

    private void entriesInto(Map<String, RawSection> sections, YamlNodes.Entry group) {
        for (YamlNodes.Entry entry : nodes.entries(group.value(), group.key())) {
            String path = group.key() + "." + entry.key();
            boolean oneLine = !YamlNodes.isMapping(entry.value()) && !YamlNodes.isNull(entry.value());
            Optional<Map<String, RawValue>> values = oneLine
                    ? connectionString(entry, path) : Optional.of(mapping(entry, path));
            values.ifPresent(written -> sections.put(entry.key(),
                    new RawSection(entry.key(), entry.origin(), written)));
        }
    }

    private Map<String, RawValue> mapping(YamlNodes.Entry entry, String path) {
        Map<String, RawValue> values = new LinkedHashMap<>();
        for (YamlNodes.Entry inner : nodes.entries(entry.value(), path)) {
            String innerPath = path + "." + inner.key();
            if (inner.key().equals(STARTUP_PARAMETERS)) {
                for (YamlNodes.Entry parameter : nodes.entries(inner.value(), innerPath)) {
                    nodes.value(parameter.value(), innerPath + "." + parameter.key()).ifPresent(
                            value -> values.put(SectionKeys.STARTUP_PARAMETER_PREFIX + parameter.key(), value));
                }
            } else {
                nodes.value(inner.value(), innerPath).ifPresent(value -> values.put(inner.key(), value));
            }
        }
        return values;
    }

    /** A database may also be one line, as in an ini file. */
    private Optional<Map<String, RawValue>> connectionString(YamlNodes.Entry entry, String path) {
        Optional<RawValue> line = nodes.value(entry.value(), path);
        if (line.isEmpty()) {
            return Optional.empty();
        }
        try {
            Map<String, RawValue> values = new LinkedHashMap<>();
            ConnectionString.parse(line.get().text()).forEach((key, text) -> values.put(key,
                    new RawValue(text, line.get().replaced(), line.get().origin())));
            return Optional.of(values);
        } catch (InvalidValueException broken) {
            problems.add(line.get().origin(), path, broken.getMessage(), broken.expected());
            return Optional.empty();
        }
    }
}
