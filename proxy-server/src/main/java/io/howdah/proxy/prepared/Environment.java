package io.howdah.proxy.prepared;

/**
 * What the meaning of a statement's text depends on besides the text: where it is parsed, and the settings that name tables for it or that
 * PostgreSQL makes constants by (search_path, TimeZone, DateStyle, client_encoding and others).
 *
 * @param pool the database and the user, as one value
 * @param settings names and values in order, as one text
 */
public record Environment(Object pool, String settings) {}
