package io.howdah.proxy.parameters;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which parameters belong to the client, and the SQL that brings a server from one set of values to another (PgBouncer's
 * {@code varcache}, for every parameter the server reports and for any other the client gave at start-up).
 */
public final class TrackedParameters {

    /**
     * Reported, but the server's own: they cannot be SET, or not without changing who one is. (session_authorization is reported since
     * PostgreSQL 14; a client that changes it marks its server for cleaning instead.)
     */
    private static final Set<String> SERVER_ONLY = Set.of(
            "server_version",
            "server_encoding",
            "integer_datetimes",
            "is_superuser",
            "in_hot_standby",
            "session_authorization",
            "max_identifier_length");

    /** PostgreSQL's GUC_LIST_QUOTE parameters: SET would quote a list given as one string into one name. */
    private static final Set<String> QUOTED_LISTS = Set.of(
            "search_path",
            "temp_tablespaces",
            "local_preload_libraries",
            "session_preload_libraries",
            "unix_socket_directories");

    private TrackedParameters() {}

    /** Whether a reported parameter is the server's own and never set on behalf of a client. */
    public static boolean isServerOnly(String name) {
        return SERVER_ONLY.contains(name.toLowerCase(Locale.ROOT));
    }

    /** Of what a server reports, what clients may set. */
    public static ParameterSet settable(ParameterSet reported) {
        ParameterSet settable = reported;
        for (String name : SERVER_ONLY) {
            settable = settable.without(name);
        }
        return settable;
    }

    /**
     * One simple-query text that brings a server standing at {@code have} to {@code want}; empty where nothing is to be done. All of it
     * runs as one implicit transaction, so it takes effect whole or not at all.
     *
     * @param changed gets {@code name NUL value} of each value set, so that the caller can ask which of them servers have taken before
     */
    public static String difference(ParameterSet want, ParameterSet have, List<String> changed) {
        StringBuilder sql = new StringBuilder();
        want.forEach((name, value) -> {
            if (!value.equals(have.get(name))) {
                appendSet(sql, name, value);
                changed.add(name + '\0' + value);
            }
        });
        have.forEach((name, value) -> {
            if (!want.contains(name)) {
                sql.append(sql.isEmpty() ? "" : ";").append("RESET ").append(identifier(name));
            }
        });
        return sql.toString();
    }

    /** The names that {@link #difference} would reset: known to the server only because an earlier client had set them. */
    public static List<String> surplus(ParameterSet want, ParameterSet have) {
        List<String> names = new ArrayList<>();
        have.forEach((name, value) -> {
            if (!want.contains(name)) {
                names.add(name);
            }
        });
        return names;
    }

    private static void appendSet(StringBuilder sql, String name, String value) {
        sql.append(sql.isEmpty() ? "" : ";");
        if (QUOTED_LISTS.contains(name.toLowerCase(Locale.ROOT))) {
            // set_config() takes the list as a start-up packet would; SET 'a, b' would make it the one name "a, b".
            sql.append("SELECT pg_catalog.set_config(");
            literal(sql, name);
            sql.append(',');
            literal(sql, value);
            sql.append(",false)");
        } else {
            sql.append("SET ").append(identifier(name)).append(" TO ");
            literal(sql, value);
        }
    }

    /** A string constant that means the same whatever standard_conforming_strings says. */
    private static void literal(StringBuilder sql, String value) {
        boolean escaped = value.indexOf('\\') >= 0;
        sql.append(escaped ? " E'" : "'");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\'' || (escaped && c == '\\')) {
                sql.append(c);
            }
            sql.append(c);
        }
        sql.append('\'');
    }

    /** A parameter name as SQL: custom ones are two identifiers with a dot. */
    private static String identifier(String name) {
        StringBuilder sql = new StringBuilder();
        for (String part : name.split("\\.", -1)) {
            sql.append(sql.isEmpty() ? "" : ".").append('"').append(part.replace("\"", "\"\"")).append('"');
        }
        return sql.toString();
    }
}
