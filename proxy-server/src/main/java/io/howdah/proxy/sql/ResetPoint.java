package io.howdah.proxy.sql;

/**
 * A statement of a text that resets one parameter or all of them, and its place in the text.
 *
 * @param kind RESET, RESET_ALL or DISCARD_ALL
 * @param name in lower case; empty for all parameters
 * @param local whether only until the end of the transaction: {@code SET LOCAL x TO DEFAULT}
 * @param statement number of statements before this one
 * @param end index of the first byte behind the statement's last token
 */
public record ResetPoint(ParameterChange.Kind kind, String name, boolean local, int statement, int end) {}
