package io.howdah.proxy.sql;

/**
 * A statement of a text that sets a parameter back, or all of them, and where it stands there.
 *
 * @param kind RESET, RESET_ALL or DISCARD_ALL
 * @param name in lower case; empty for all
 * @param local whether until the transaction's end only: {@code SET LOCAL x TO DEFAULT}
 * @param statement how many statements come before it
 * @param end index of the first byte behind the statement's last token
 */
public record ResetPoint(ParameterChange.Kind kind, String name, boolean local, int statement, int end) {}
