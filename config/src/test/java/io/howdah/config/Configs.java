package io.howdah.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Loads texts, for tests. */
final class Configs {

    static final Path DIRECTORY = Path.of("/nowhere");

    /** The file name in every line of a message. */
    static final String INI_FILE = "/nowhere/howdah.ini";
    static final String YAML_FILE = "/nowhere/howdah.yaml";

    private Configs() {
    }

    static PoolerConfig ini(String text) {
        return load(text, ConfigFormat.INI, Map.of());
    }

    static PoolerConfig yaml(String text) {
        return load(text, ConfigFormat.YAML, Map.of());
    }

    static PoolerConfig load(String text, ConfigFormat format, Map<String, String> environment) {
        try {
            return ConfigLoader.load(text, format, DIRECTORY, environment);
        } catch (ConfigException refused) {
            throw new AssertionError(refused.getMessage(), refused);
        }
    }

    static List<String> iniProblems(String text) {
        return problems(text, ConfigFormat.INI, Map.of());
    }

    static List<String> yamlProblems(String text) {
        return problems(text, ConfigFormat.YAML, Map.of());
    }

    /** The lines of the message, without the file name. */
    static List<String> problems(String text, ConfigFormat format, Map<String, String> environment) {
        try {
            ConfigLoader.load(text, format, DIRECTORY, environment);
        } catch (ConfigException refused) {
            return refused.getMessage().lines()
                    .map(line -> line.replace(format == ConfigFormat.INI ? INI_FILE : YAML_FILE, "file")).toList();
        }
        return List.of();
    }

    static List<String> warnings(PoolerConfig config) {
        return config.warnings().stream()
                .map(warning -> warning.toString().replace(config.file().toString(), "file")).toList();
    }

    static Setting setting(PoolerConfig config, String key) {
        return config.settings().stream().filter(setting -> setting.key().equals(key)).findFirst().orElseThrow();
    }
}
