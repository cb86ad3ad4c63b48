package io.howdah.proxy.prepared;

/**
 * Everything besides the text that a statement's meaning depends on: where PostgreSQL parses the text, and the settings by which
 * PostgreSQL finds tables or makes constants (search_path, TimeZone, DateStyle, client_encoding and others).
 *
 * @param pool the database and the user, as one value
 * @param settings names and values in order, as one text
 */
public record Environment(Object pool, String settings) {}
