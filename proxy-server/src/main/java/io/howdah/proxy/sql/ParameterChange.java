package io.howdah.proxy.sql;

/**
 * What a statement does to one parameter of its session, or to all of them.
 *
 * @param name in lower case, for PostgreSQL's parameters are known in any; empty for {@link Kind#RESET_ALL} and
 *     {@link Kind#DISCARD_ALL}, and for a {@code set_config} whose name is no constant
 */
public record ParameterChange(Kind kind, String name) {

    /** The kinds of change. */
    public enum Kind { SET, RESET, RESET_ALL, DISCARD_ALL }

    static ParameterChange set(String name) {
        return new ParameterChange(Kind.SET, name);
    }
}
