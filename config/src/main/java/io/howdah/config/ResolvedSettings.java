package io.howdah.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The value of every global setting. An operator's SET wins over the environment, the environment over the file, the file over
 * the default.
 */
final class ResolvedSettings {

    private record Resolved(Object value, Origin origin) {
    }

    private final ConfigFormat format;
    private final Map<String, Resolved> values = new HashMap<>();

    private ResolvedSettings(ConfigFormat format) {
        this.format = format;
    }

    /** A value that does not fit becomes a problem and counts as absent, so that later checks can go on. */
    static ResolvedSettings of(
            RawConfig raw, ConfigFormat format, Map<String, String> environment, Map<String, RawValue> set,
            ConfigProblems problems) {
        ResolvedSettings settings = new ResolvedSettings(format);
        ValueReader reader = new ValueReader(problems);
        for (SettingKey<?> key : Catalogue.all()) {
            RawValue written = fromEnvironment(key, environment).orElse(raw.globals.get(key.key()));
            settings.resolve(key, set.getOrDefault(key.key(), written), reader);
        }
        return settings;
    }

    private static Optional<RawValue> fromEnvironment(SettingKey<?> key, Map<String, String> environment) {
        for (String name : key.environmentVariables()) {
            String value = environment.get(name);
            if (value != null && !value.isEmpty()) {
                return Optional.of(new RawValue(value, Origin.environment(name)));
            }
        }
        return Optional.empty();
    }

    /** A copy in which settings that need a restart have their values of {@code start}. */
    ResolvedSettings pinnedTo(ResolvedSettings start) {
        ResolvedSettings pinned = new ResolvedSettings(format);
        for (SettingKey<?> key : Catalogue.all()) {
            pinned.values.put(key.key(), (key.changeable() ? this : start).resolved(key));
        }
        return pinned;
    }

    private <T> void resolve(SettingKey<T> key, @Nullable RawValue written, ValueReader reader) {
        Resolved standard = new Resolved(key.defaultValue(format), Origin.DEFAULT);
        values.put(key.key(), written == null ? standard : reader.read(key, written, nameOf(key, written.origin()))
                .map(value -> new Resolved(value, written.origin())).orElse(standard));
    }

    /** The cast is safe: the key's own type has read the value. */
    @SuppressWarnings("unchecked")
    <T> T get(SettingKey<T> key) {
        return (T) resolved(key).value();
    }

    Origin origin(SettingKey<?> key) {
        return resolved(key).origin();
    }

    private Resolved resolved(SettingKey<?> key) {
        return Objects.requireNonNull(values.get(key.key()), key.key());
    }

    /** The key as the user wrote it: the path in a YAML file, otherwise PgBouncer's name. */
    String nameOf(SettingKey<?> key) {
        return nameOf(key, origin(key));
    }

    private String nameOf(SettingKey<?> key, Origin origin) {
        boolean inFile = origin.kind() != Origin.Kind.ENVIRONMENT && origin.kind() != Origin.Kind.SET;
        boolean inYaml = format == ConfigFormat.YAML && inFile;
        return inYaml ? key.yamlPath() : key.key();
    }

    ConfigFormat format() {
        return format;
    }

    /** Sorted by name, as in SHOW CONFIG. */
    List<Setting> list(Path file) {
        List<Setting> list = new ArrayList<>();
        for (SettingKey<?> key : Catalogue.all()) {
            list.add(key.equals(ProcessKeys.CONFFILE) && origin(key).equals(Origin.DEFAULT)
                    ? new Setting(key.key(), file.toString(), file.toString(), key.changeable(), Origin.DEFAULT)
                    : setting(key));
        }
        list.sort(Comparator.comparing(Setting::key));
        return list;
    }

    private <T> Setting setting(SettingKey<T> key) {
        String standard = key.type().write(key.defaultValue(format), format);
        String value = key.type().write(get(key), format);
        String shown = key.secret() && !value.isEmpty() ? Secrets.MASK : value;
        return new Setting(key.key(), shown, standard, key.changeable(), origin(key));
    }
}
