package io.howdah.config;

import java.util.Objects;

/**
 * One global setting as SHOW CONFIG and {@code --check} show it; a secret is already masked.
 *
 * @param defaultValue the default, in the format of the file
 * @param changeable whether a reload applies a new value; otherwise a new value needs a restart
 */
public record Setting(String key, String value, String defaultValue, boolean changeable, Origin origin) {

    public Setting {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(defaultValue, "defaultValue");
        Objects.requireNonNull(origin, "origin");
    }

    /** The value as PgBouncer writes it, whatever the format of the file: times in seconds, flags as 1 and 0. */
    public String iniValue() {
        return inIni(value);
    }

    /** The same for the default. */
    public String iniDefault() {
        return inIni(defaultValue);
    }

    private String inIni(String text) {
        return Catalogue.byKey(key).filter(known -> !known.secret()).map(known -> inIni(known, text)).orElse(text);
    }

    private static <T> String inIni(SettingKey<T> key, String text) {
        return key.type().write(key.type().read(text), ConfigFormat.INI);
    }

    public boolean isDefault() {
        return value.equals(defaultValue);
    }
}
