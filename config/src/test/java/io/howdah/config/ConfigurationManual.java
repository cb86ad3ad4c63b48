package io.howdah.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes {@code docs/configuration.md}: a handwritten introduction, then the catalogue as tables. */
final class ConfigurationManual {

    private static final String INTRODUCTION = "configuration-introduction.md";

    private final StringBuilder page = new StringBuilder();

    private ConfigurationManual() {
    }

    static String text() {
        ConfigurationManual manual = new ConfigurationManual();
        manual.page.append(introduction());
        manual.settings();
        manual.section("A database", "Keys of one entry under `databases`. An absent key inherits the general setting.",
                SectionKeys.DATABASE);
        manual.page.append("\nOther PostgreSQL parameters stand under `startup_parameters` in a YAML file, and as\n"
                + "`startup_parameters.NAME=value` in an ini file. The server gets them when the pooler opens a "
                + "connection.\n");
        manual.section("A user", "Keys of one entry under `users`. They win over the keys of the database.",
                SectionKeys.USERS);
        manual.section("A peer", "Keys of one entry under `peers`; the name is the `peer_id`.", SectionKeys.PEERS);
        return manual.page.toString();
    }

    private static String introduction() {
        try (var in = ConfigurationManual.class.getResourceAsStream(INTRODUCTION)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private void settings() {
        for (Catalogue.Group group : Catalogue.GROUPS) {
            page.append("\n### ").append(group.title()).append("\n\n");
            page.append("| Setting | In YAML | Kind | Default | Change | Meaning |\n");
            page.append("|---|---|---|---|---|---|\n");
            for (SettingKey<?> key : group.keys()) {
                page.append("| `").append(key.key()).append("` | `").append(key.yamlPath()).append("` | ")
                        .append(key.type().label()).append(" | ").append(defaults(key)).append(" | ")
                        .append(key.changeable() ? "reload" : "restart").append(" | ")
                        .append(meaning(key)).append(" |\n");
            }
        }
    }

    private void section(String title, String text, List<SettingKey<?>> keys) {
        page.append("\n## ").append(title).append("\n\n").append(text).append("\n\n");
        page.append("| Key | Kind | Meaning |\n|---|---|---|\n");
        for (SettingKey<?> key : keys) {
            page.append("| `").append(key.key()).append("` | ").append(key.type().label()).append(" | ")
                    .append(meaning(key)).append(" |\n");
        }
    }

    private static <T> String defaults(SettingKey<T> key) {
        String ini = shown(key.type().write(key.defaultValue(ConfigFormat.INI), ConfigFormat.INI));
        String yaml = shown(key.type().write(key.defaultValue(ConfigFormat.YAML), ConfigFormat.YAML));
        boolean same = key.iniDefault().equals(key.yamlDefault());
        return same ? yaml : yaml + "; ini: " + ini;
    }

    private static String shown(String value) {
        return value.isEmpty() ? "-" : "`" + value + "`";
    }

    private static String meaning(SettingKey<?> key) {
        return key.effective() ? key.meaning() : "*No effect yet.* " + key.meaning();
    }
}
