package io.howdah.config;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * PgBouncer's file: sections, {@code key = value} to the end of the line, comment lines, and {@code %include}. A section may
 * occur several times; the parts are merged. The last value of a key counts.
 */
final class IniFile {

    private static final Pattern INCLUDE = Pattern.compile("%include(?:\\s+(.*))?", Pattern.DOTALL);
    private static final Pattern ASSIGNMENT = Pattern.compile("(?:\"((?:[^\"]++|\"\")++)\"|([\\w.*-]+))[ \\t]*=[ \\t]*(.*)",
            Pattern.DOTALL);

    private static final String GLOBAL = "pgbouncer";
    private static final List<String> SECTIONS = List.of("databases", "users", GLOBAL, "peers");
    private static final String UNKNOWN = "";

    private final RawConfig config;
    private final ConfigProblems problems;
    private final List<ConfigWarning> warnings;
    private final String home;
    private final Deque<Path> open = new ArrayDeque<>();
    private final List<Path> directories;
    /** Null before the first section. */
    private @Nullable String section;

    /**
     * @param directories searched in order for a relative name in {@code %include}, before the directory of the including file
     */
    IniFile(RawConfig config, ConfigProblems problems, List<ConfigWarning> warnings, String home, List<Path> directories) {
        this.config = config;
        this.problems = problems;
        this.warnings = warnings;
        this.home = home;
        this.directories = List.copyOf(directories);
    }

    void read(String text, Path file) {
        open.push(file.toAbsolutePath().normalize());
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            readLine(line.strip(), Origin.file(file.toString(), number));
        }
        open.pop();
    }

    private void readLine(String line, Origin where) {
        int at = 0;
        // A section's first entry may stand on the section's line, and so may another section.
        for (int end = line.indexOf(']'); end > 0 && line.startsWith("[", at); end = line.indexOf(']', at)) {
            enter(line.substring(at + 1, end), where);
            for (at = end + 1; at < line.length() && Character.isWhitespace(line.charAt(at));) {
                at++;
            }
        }
        readEntry(line.substring(at), where);
    }

    private void readEntry(String line, Origin where) {
        if (line.isEmpty() || line.startsWith(";") || line.startsWith("#")) {
            return;
        }
        Matcher matcher = INCLUDE.matcher(line);
        if (matcher.matches()) {
            include(matcher.group(1), where);
            return;
        }
        matcher = ASSIGNMENT.matcher(line);
        if (matcher.matches()) {
            String quoted = matcher.group(1);
            assign(quoted != null ? quoted.replace("\"\"", "\"") : matcher.group(2), matcher.group(3), where);
        } else {
            problems.add(where, "", "this line is not understood",
                    "[section], key = value, %include file, or a comment after ; or #");
        }
    }

    private void enter(String name, Origin where) {
        if (SECTIONS.contains(name)) {
            if (name.equals(GLOBAL) && !config.globals.isEmpty() && !GLOBAL.equals(section)) {
                warnings.add(new ConfigWarning(where, "[" + GLOBAL + "]",
                        "stands here again and goes on where it was; PgBouncer would forget what it said before"));
            }
            section = name;
        } else {
            problems.add(where, "[" + name + "]", Suggestions.unknown("section", name, SECTIONS),
                    "one of " + String.join(", ", SECTIONS));
            // Errors about the keys of an unknown section would only repeat this error.
            section = UNKNOWN;
        }
    }

    private void include(@Nullable String name, Origin where) {
        if (name == null || name.isBlank()) {
            problems.add(where, "%include", "no file is named", "%include file");
            return;
        }
        try {
            List<Path> among = new ArrayList<>(directories);
            among.add(open.element().getParent());
            Path file = TextFiles.resolve(name.strip(), among, home);
            if (open.contains(file.toAbsolutePath().normalize())) {
                problems.add(where, "%include", file + " includes itself");
            } else {
                TextFiles.read(file, where, "%include", problems).ifPresent(text -> read(text, file));
            }
        } catch (InvalidValueException impossible) {
            problems.add(where, "%include", impossible.getMessage(), impossible.expected());
        }
    }

    private void assign(String key, String value, Origin where) {
        if (section == null) {
            problems.add(where, key, "stands before the first [section]", "[pgbouncer], [databases] or [users] above");
            return;
        }
        switch (section) {
            case "databases" -> entry(config.databases, key, value, where);
            case "users" -> entry(config.users, key, value, where);
            case "peers" -> entry(config.peers, key, value, where);
            case GLOBAL -> global(key, value, where);
            default -> {}
        }
    }

    private void global(String key, String value, Origin where) {
        if (Catalogue.byKey(key).isEmpty()) {
            problems.add(where, key, Suggestions.unknown("setting", key, Catalogue.keys()));
        } else {
            config.globals.put(key, new RawValue(value, where));
        }
    }

    private void entry(Map<String, RawSection> entries, String name, String value, Origin where) {
        try {
            Map<String, RawValue> values = new LinkedHashMap<>();
            ConnectionString.parse(value).forEach((key, text) -> values.put(key, new RawValue(text, where)));
            entries.put(name, new RawSection(name, where, values));
        } catch (InvalidValueException broken) {
            problems.add(where, section + "." + name, broken.getMessage(), broken.expected());
        }
    }
}
