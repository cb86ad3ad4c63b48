package io.howdah.config.hba;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;

/**
 * The lines of a pg_ident.conf: which names of another world may log in as which users (PostgreSQL's {@code check_ident_usermap}).
 * The name may be a regular expression; then {@code \1} in the user stands for its first group.
 */
public final class IdentMaps {

    private record Line(String map, HbaToken name, HbaToken user) {}

    private final List<Line> lines;

    private IdentMaps(List<Line> lines) {
        this.lines = List.copyOf(lines);
    }

    /** No maps. */
    public static final IdentMaps NONE = new IdentMaps(List.of());

    /** The maps of a text. */
    public static IdentMaps parse(String text, HbaFile.Problems problems) {
        List<Line> lines = new ArrayList<>();
        HbaLines.of(text).forEach((number, fields) -> {
            if (fields.size() != 3 || fields.stream().anyMatch(field -> field.size() != 1)) {
                problems.add(number, "this line is not understood", "map-name name user");
                return;
            }
            Line line = new Line(fields.get(0).get(0).text(), fields.get(1).get(0), fields.get(2).get(0));
            for (HbaToken word : List.of(line.name, line.user)) {
                if (word.isPattern() && word.pattern().isEmpty()) {
                    problems.add(number, "\"" + word.text() + "\" is no regular expression", "");
                    return;
                }
            }
            if (line.user.text().contains("\\1")
                    && (!line.name.isPattern() || line.name.pattern().orElseThrow().matcher("").groupCount() == 0)) {
                problems.add(number, "\"" + line.user.text() + "\" means a group, and \"" + line.name.text() + "\" has none", "");
                return;
            }
            lines.add(line);
        });
        return new IdentMaps(lines);
    }

    /** Whether a map of this name has any line. */
    public boolean has(String map) {
        return lines.stream().anyMatch(line -> line.map.equals(map));
    }

    /**
     * Whether a name may log in as a user.
     *
     * @param map empty for none: then the name must be the user's
     * @param roles that the user is a member of
     */
    public boolean allows(String map, String name, String user, Set<String> roles) {
        try {
            return map.isEmpty() ? name.equals(user)
                    : lines.stream().anyMatch(line -> line.map.equals(map) && allows(line, name, user, roles));
        } catch (PatternTooSlowException e) {
            return false; // Lines only let in, so nobody gets in who would not have.
        }
    }

    private static boolean allows(Line line, String name, String user, Set<String> roles) {
        if (!line.name.isPattern()) {
            return line.name.text().equals(name) && isUser(line.user, line.user.text(), user, roles);
        }
        Matcher matcher = line.name.find(name);
        if (matcher == null) {
            return false;
        }
        String wanted = line.user.text();
        if (wanted.contains("\\1")) {
            String group = matcher.group(1);
            if (group == null) {
                return false;
            }
            // What a stranger's name says is never a keyword, a group or a regular expression.
            return wanted.replace("\\1", group).equals(user);
        }
        return isUser(line.user, wanted, user, roles);
    }

    private static boolean isUser(HbaToken word, String text, String user, Set<String> roles) {
        String group = word.group();
        if (group != null) {
            return roles.contains(group);
        }
        if (word.is("all")) {
            return true;
        }
        return word.isPattern() ? word.find(user) != null : text.equals(user);
    }
}
