package io.howdah.config;

import java.util.Objects;

/**
 * The origin of a value, a problem or a warning.
 *
 * @param name the file, or the environment variable; empty for a default
 * @param line counted from 1; 0 for no line
 */
public record Origin(Kind kind, String name, int line) {

    /** The kinds of origin. */
    public enum Kind { DEFAULT, FILE, ENVIRONMENT, SET }

    /** The value is the default. */
    public static final Origin DEFAULT = new Origin(Kind.DEFAULT, "", 0);

    /** An operator has set the value at the console. */
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
