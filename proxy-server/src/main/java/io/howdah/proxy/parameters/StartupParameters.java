package io.howdah.proxy.parameters;

import io.howdah.protocol.SqlState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The run-time parameters of a start-up packet: what {@code options} says, then what is named directly, which wins
 * (PostgreSQL's {@code process_startup_options}).
 */
public final class StartupParameters {

    private static final String ONLY_ASSIGNMENTS = "unsupported options startup parameter: only '-c config=val' and '--config=val' are allowed";

    /** As PostgreSQL takes them: identifiers, for an extension's parameters two of them with a dot between. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z_\\x80-\\uffff][\\w$\\x80-\\uffff]*(\\.[A-Za-z_\\x80-\\uffff][\\w$\\x80-\\uffff]*)*");

    private StartupParameters() {}

    /**
     * The parameters to set for this client, by name.
     *
     * @param packet the start-up packet's parameters; user, database, replication, options and {@code _pq_.} ones are not settings
     * @throws UnusableOptionsException with PgBouncer's words for an {@code options} that is none
     */
    public static Map<String, String> of(Map<String, String> packet) {
        Map<String, String> settings = new LinkedHashMap<>();
        String options = packet.get("options");
        if (options != null) {
            parseOptions(options, settings);
        }
        packet.forEach((name, value) -> {
            boolean own = name.equals("user") || name.equals("database") || name.equals("replication")
                    || name.equals("options") || name.startsWith("_pq_.");
            if (!own) {
                settings.put(name, value);
            }
        });
        return settings;
    }

    /** {@code -c name=value}, {@code -cname=value} and {@code --name=value}; in names '-' stands for '_' (ParseLongOption). */
    private static void parseOptions(String options, Map<String, String> settings) {
        List<String> words = words(options);
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            String assignment;
            if (word.equals("-c") && i + 1 < words.size()) {
                assignment = words.get(++i);
            } else if (word.startsWith("--")) {
                assignment = word.substring(2);
            } else if (word.startsWith("-c")) {
                assignment = word.substring(2);
            } else {
                throw new UnusableOptionsException(SqlState.PROTOCOL_VIOLATION, ONLY_ASSIGNMENTS, null);
            }
            int equals = assignment.indexOf('=');
            if (equals <= 0) {
                throw new UnusableOptionsException(SqlState.PROTOCOL_VIOLATION, ONLY_ASSIGNMENTS, "\"" + word + "\" is no assignment.");
            }
            String name = assignment.substring(0, equals).replace('-', '_');
            if (!NAME.matcher(name).matches()) {
                throw new UnusableOptionsException(SqlState.UNDEFINED_OBJECT,
                        "unsupported startup parameter in options: " + name, "That is no name of a parameter.");
            }
            settings.put(name, assignment.substring(equals + 1));
        }
    }

    /** Words parted by blanks; a backslash takes the next character as it is (pg_split_opts). */
    private static List<String> words(String options) {
        List<String> words = new ArrayList<>();
        StringBuilder word = null;
        for (int i = 0; i < options.length(); i++) {
            char c = options.charAt(i);
            if (Character.isWhitespace(c)) {
                if (word != null) {
                    words.add(word.toString());
                    word = null;
                }
                continue;
            }
            if (word == null) {
                word = new StringBuilder();
            }
            if (c == '\\' && i + 1 < options.length()) {
                c = options.charAt(++i);
            }
            word.append(c);
        }
        if (word != null) {
            words.add(word.toString());
        }
        return words;
    }
}
