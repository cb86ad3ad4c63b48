package io.howdah.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The environment as the images read it: an empty variable counts as absent, and {@code NAME_FILE} names a file with the value of
 * {@code NAME}.
 */
final class Variables {

    private static final String FILE_SUFFIX = "_FILE";

    /** How a value begins that Kubernetes or an old Docker link sets for a service with the pooler's name. */
    private static final String LINKED_SERVICE = "tcp://";

    private final Map<String, String> environment;
    private final ConfigProblems problems;

    Variables(Map<String, String> environment, ConfigProblems problems) {
        this.environment = environment;
        this.problems = problems;
    }

    /** All names, sorted. */
    TreeSet<String> names() {
        return new TreeSet<>(environment.keySet());
    }

    /** Whether the variable has a value, of its own or from a file. */
    boolean has(String name) {
        return says(name) || says(name + FILE_SUFFIX);
    }

    private boolean says(String name) {
        return said(name) != null;
    }

    /** The variable's own value; null if it has none. */
    private @Nullable String said(String name) {
        String value = environment.get(name);
        return value == null || value.isEmpty() || value.startsWith(LINKED_SERVICE) ? null : value;
    }

    Optional<RawValue> get(String name) {
        return read(name, false);
    }

    String get(String name, String otherwise) {
        return get(name).map(RawValue::text).orElse(otherwise);
    }

    /** A value that messages must not repeat: a password, or a text with a password in it. */
    Optional<RawValue> secret(String name) {
        return read(name, true);
    }

    private Optional<RawValue> read(String name, boolean secret) {
        String value = said(name);
        if (value != null) {
            return Optional.of(new RawValue(value, secret, Origin.environment(name)));
        }
        return says(name + FILE_SUFFIX) ? file(name + FILE_SUFFIX, true) : Optional.empty();
    }

    /** The content of the file that this variable names, without its last newline. A file that cannot be read adds a problem. */
    Optional<RawValue> file(String variable, boolean required) {
        Origin where = Origin.environment(variable);
        ConfigProblems met = required ? problems : new ConfigProblems();
        return TextFiles.read(Path.of(environment.get(variable)), where, "", met)
                .map(text -> new RawValue(text.replaceFirst("\\R\\z", ""), true, where))
                .filter(value -> !value.text().isEmpty());
    }
}
