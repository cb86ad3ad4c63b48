package io.howdah.proxy.parameters;

import io.howdah.protocol.SqlState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The run-time parameters of a start-up packet: first those in {@code options}, then those named directly, which win
 * (PostgreSQL's {@code process_startup_options}).
 */
public final class StartupParameters {

    private static final String ONLY_ASSIGNMENTS = "unsupported options startup parameter: only '-c config=val' and '--config=val' are allowed";

    /** PostgreSQL's form of a name: an identifier, or for an extension's parameter two identifiers with a dot between. */
    private static final Pattern NAME = Pattern
            .compile("[A-Za-z_\\x80-\\uffff][\\w$\\x80-\\uffff]*(\\.[A-Za-z_\\x80-\\uffff][\\w$\\x80-\\uffff]*)*");

    private StartupParameters() {}

    /**
     * The parameters to set for this client, by name.
     *
     * @param packet the start-up packet's parameters; user, database, replication, options and names that begin with
     *     {@code _pq_.} are no settings
     * @throws UnusableOptionsException with PgBouncer's message, for {@code options} that cannot be parsed
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

    /** {@code -c name=value}, {@code -cname=value} and {@code --name=value}; '-' in a name stands for '_' (ParseLongOption). */
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
                throw new UnusableOptionsException(SqlState.PROTOCOL_VIOLATION, ONLY_ASSIGNMENTS,
                        "\"" + word + "\" is no assignment.");
            }
            String name = assignment.substring(0, equals).replace('-', '_');
            if (!NAME.matcher(name).matches()) {
                throw new UnusableOptionsException(SqlState.UNDEFINED_OBJECT,
                        "unsupported startup parameter in options: " + name, "That is no name of a parameter.");
            }
            settings.put(name, assignment.substring(equals + 1));
        }
    }

    /** Words separated by blanks; a backslash makes the next character part of a word (pg_split_opts). */
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
