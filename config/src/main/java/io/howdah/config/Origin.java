package io.howdah.config;

import java.util.Objects;

/**
 * Where a value, a problem or a warning comes from.
 *
 * @param name the file, or the environment variable; empty for a default
 * @param line counted from 1; 0 when there is none
 */
public record Origin(Kind kind, String name, int line) {

    /** The places a value can come from. */
    public enum Kind { DEFAULT, FILE, ENVIRONMENT, SET }

    /** Nobody said anything. */
    public static final Origin DEFAULT = new Origin(Kind.DEFAULT, "", 0);

    /** An operator has said it at the console. */
    public static final Origin SET = new Origin(Kind.SET, "", 0);

    public Origin {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(name, "name");
    }

    public static Origin file(String name, int line) {
        return new Origin(Kind.FILE, name, line);
    }

    public static Origin environment(String variable) {
        return new Origin(Kind.ENVIRONMENT, variable, 0);
    }

    @Override
    public String toString() {
        return switch (kind) {
            case DEFAULT -> "default";
            case SET -> "SET";
            case ENVIRONMENT -> "environment " + name;
            case FILE -> line > 0 ? name + ":" + line : name;
        };
    }
}
