package io.howdah.config;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts environment variables into the values of a YAML file: <code>${NAME}</code>; <code>${NAME:-default}</code>, whose default
 * stands for an unset or empty variable; and <code>$${</code> for a literal <code>${</code>.
 */
final class Substitution {

    private static final Pattern REFERENCE = Pattern.compile("\\$\\$\\{|\\$\\{([A-Za-z_][A-Za-z0-9_]*)(:-([^}]*))?\\}|\\$\\{");
    private static final String EXPECTED = "${NAME}, ${NAME:-default}, or $${ for a plain ${";

    private final Map<String, String> environment;

    Substitution(Map<String, String> environment) {
        this.environment = environment;
    }

    static boolean isNeeded(String text) {
        return text.contains("${");
    }

    String apply(String text) {
        return REFERENCE.matcher(text).replaceAll(match -> Matcher.quoteReplacement(
                match.group().equals("$${") ? "${" : lookUp(match.group(1), match.group(3))));
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
