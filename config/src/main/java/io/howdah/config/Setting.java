package io.howdah.config;

import java.util.Objects;

/**
 * One global setting as SHOW CONFIG and {@code --check} show it; a secret is already masked.
 *
 * @param defaultValue what it would be had nobody said anything, in the format of the file that was read
 * @param changeable whether a reload applies a new value; otherwise a restart is needed
 */
public record Setting(String key, String value, String defaultValue, boolean changeable, Origin origin) {

    public Setting {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(defaultValue, "defaultValue");
        Objects.requireNonNull(origin, "origin");
    }

    public boolean isDefault() {
        return value.equals(defaultValue);
    }
}
