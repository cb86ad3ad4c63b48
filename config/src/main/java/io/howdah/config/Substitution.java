package io.howdah.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts environment variables and other files into the values of a YAML file: <code>${NAME}</code>; <code>${NAME:-default}</code>,
 * whose default stands for an unset or empty variable; <code>${file:NAME}</code>, the content of a file without its last newline;
 * and <code>$${</code> for a literal <code>${</code>.
 */
final class Substitution {

    private static final Pattern REFERENCE = Pattern
            .compile("\\$\\$\\{|\\$\\{file:([^}]+)\\}|\\$\\{([A-Za-z_][A-Za-z0-9_]*)(:-([^}]*))?\\}|\\$\\{");
    private static final String EXPECTED = "${NAME}, ${NAME:-default}, ${file:NAME}, or $${ for a plain ${";

    private final Map<String, String> environment;
    private final Path directory;

    /** @param directory to which a file's relative name refers */
    Substitution(Map<String, String> environment, Path directory) {
        this.environment = environment;
        this.directory = directory;
    }

    static boolean isNeeded(String text) {
        return text.contains("${");
    }

    String apply(String text) {
        return REFERENCE.matcher(text).replaceAll(match -> Matcher.quoteReplacement(
                match.group().equals("$${") ? "${"
                        : match.group(1) != null ? content(match.group(1)) : lookUp(match.group(2), match.group(4))));
    }

    /** A mounted secret. */
    private String content(String name) {
        Path file = TextFiles.resolve(name, List.of(directory), environment.getOrDefault("HOME", ""));
        ConfigProblems met = new ConfigProblems();
        return TextFiles.read(file, Origin.file(file.toString(), 0), "", met).map(text -> text.replaceFirst("\\R\\z", ""))
                .orElseThrow(() -> new InvalidValueException(met.list().get(0).message(), "a file with the value"));
    }

    private String lookUp(@Nullable String name, @Nullable String standard) {
        if (name == null) {
            throw new InvalidValueException("\"${\" without a name and a closing brace", EXPECTED);
        }
        String value = environment.get(name);
        if (standard != null) {
            return value == null || value.isEmpty() ? standard : value;
        }
        if (value == null) {
            throw new InvalidValueException("environment variable " + name + " is not set",
                    "it to be set, or a default as in ${" + name + ":-default}");
        }
        return value;
    }
}
