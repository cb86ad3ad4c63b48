package io.howdah.console.view;

/**
 * One row of SHOW CONFIG.
 *
 * @param key PgBouncer's name
 * @param value in force; a secret is masked
 * @param defaultValue the default
 * @param changeable whether SET and RELOAD apply a new value
 */
public record Setting(String key, String value, String defaultValue, boolean changeable) {}
