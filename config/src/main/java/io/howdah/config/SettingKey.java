package io.howdah.config;

import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * One entry of the {@link Catalogue}: all facts about a setting.
 *
 * @param key PgBouncer's name; for a setting that PgBouncer lacks, a name in PgBouncer's style
 * @param yamlPath section, in one case a section within it, and name in a YAML file
 * @param iniDefault PgBouncer's own default
 * @param changeable whether a reload applies it
 * @param effective false if Howdah reads and checks the value but does nothing with it yet
 * @param secret whether SHOW CONFIG and the log hide the value
 * @param meaning one sentence for the manual
 */
record SettingKey<T>(
        String key,
        String yamlPath,
        ValueType<T> type,
        String iniDefault,
        String yamlDefault,
        boolean changeable,
        boolean effective,
        boolean secret,
        String meaning) {

    /** Prefix of the upper-case key in an environment variable. */
    static final String ENVIRONMENT_PREFIX = "HOWDAH_";

    /** A URL of Redis is usually given as {@code REDIS_URL}. */
    private static final String REDIS_URL = ENVIRONMENT_PREFIX + "REDIS_URL";

    SettingKey {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(yamlPath, "yamlPath");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(iniDefault, "iniDefault");
        Objects.requireNonNull(yamlDefault, "yamlDefault");
        Objects.requireNonNull(meaning, "meaning");
    }

    /** A global setting with the same default in both formats. */
    static <T> SettingKey<T> global(String key, String path, ValueType<T> type, String standard, String meaning) {
        return new SettingKey<>(key, path, type, standard, standard, true, true, false, meaning);
    }

    /** A key of one entry in a section. Such a key has no default: an absent value is inherited. */
    static <T> SettingKey<T> own(String key, ValueType<T> type, String meaning) {
        return global(key, key, type, "", meaning);
    }

    SettingKey<T> inYaml(String standard) {
        return new SettingKey<>(key, yamlPath, type, iniDefault, standard, changeable, effective, secret, meaning);
    }

    SettingKey<T> needsRestart() {
        return new SettingKey<>(key, yamlPath, type, iniDefault, yamlDefault, false, effective, secret, meaning);
    }

    SettingKey<T> withoutEffect() {
        return new SettingKey<>(key, yamlPath, type, iniDefault, yamlDefault, changeable, false, secret, meaning);
    }

    SettingKey<T> keptSecret() {
        return new SettingKey<>(key, yamlPath, type, iniDefault, yamlDefault, changeable, effective, true, meaning);
    }

    String defaultText(ConfigFormat format) {
        return format == ConfigFormat.INI ? iniDefault : yamlDefault;
    }

    T defaultValue(ConfigFormat format) {
        return type.read(defaultText(format));
    }

    String environmentVariable() {
        return ENVIRONMENT_PREFIX + key.toUpperCase(Locale.ROOT);
    }

    /** All variables of this setting; the first that is set counts. */
    List<String> environmentVariables() {
        return key.equals(CacheKeys.REDIS_URL_KEY) ? List.of(environmentVariable(), REDIS_URL) : List.of(environmentVariable());
    }
}
