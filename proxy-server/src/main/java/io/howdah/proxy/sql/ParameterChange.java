package io.howdah.proxy.sql;

/**
 * A statement's change of one parameter of its session, or of all parameters.
 *
 * @param name in lower case, for PostgreSQL ignores the case of parameter names; empty for {@link Kind#RESET_ALL} and
 *     {@link Kind#DISCARD_ALL}, and for a {@code set_config} whose name is no constant
 */
public record ParameterChange(Kind kind, String name) {

    /** The kinds of change. */
    public enum Kind { SET, RESET, RESET_ALL, DISCARD_ALL }

    static ParameterChange set(String name) {
        return new ParameterChange(Kind.SET, name);
    }
}
