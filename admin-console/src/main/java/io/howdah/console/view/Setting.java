package io.howdah.console.view;

/**
 * One row of SHOW CONFIG.
 *
 * @param key PgBouncer's name
 * @param value in force; a secret is masked
 * @param defaultValue what it would be had nobody said anything
 * @param changeable whether SET and RELOAD apply it
 */
public record Setting(String key, String value, String defaultValue, boolean changeable) {}
