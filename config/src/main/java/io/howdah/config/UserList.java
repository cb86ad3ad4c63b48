package io.howdah.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * PgBouncer's {@code auth_file}: lines of {@code "user" "secret"}. The rest of a line is ignored, a doubled quote inside quotes
 * stands for a quote, and {@code ;} begins a comment line.
 */
final class UserList {

    /** Possessive quantifiers, so that a line of a megabyte takes no stack. */
    private static final Pattern LINE = Pattern.compile("\"((?:[^\"]++|\"\")*+)\"[^\"]*+\"((?:[^\"]++|\"\")*+)\".*+",
            Pattern.DOTALL);

    private UserList() {
    }

    /** Secrets by user; an empty secret for a user without one. */
    static Map<String, String> parse(String text, String file, ConfigProblems problems) {
        Map<String, String> secrets = new LinkedHashMap<>();
        int number = 0;
        for (String untrimmed : text.split("\n", -1)) {
            number++;
            String line = untrimmed.strip();
            if (line.isEmpty() || line.startsWith(";")) {
                continue;
            }
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                problems.add(Origin.file(file, number), "auth_file", "this line is not understood",
                        "\"user\" \"secret\", a quote inside doubled, or a comment after ;");
            } else if (matcher.group(1).isEmpty()) {
                problems.add(Origin.file(file, number), "auth_file", "a user without a name", "\"user\" \"secret\"");
            } else {
                secrets.put(unquote(matcher.group(1)), unquote(matcher.group(2)));
            }
        }
        return secrets;
    }

    private static String unquote(String quoted) {
        return quoted.replace("\"\"", "\"");
    }
}
