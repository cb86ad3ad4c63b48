package io.howdah.proxy.parameters;

import io.howdah.protocol.CStrings;
import java.util.ArrayList;
import java.util.HexFormat;
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

    /** Whom a session acts as: parameters that RESET ALL leaves alone. */
    public static final List<String> ROLES = List.of("role", "session_authorization");

    private static final HexFormat HEX = HexFormat.of();

    private TrackedParameters() {}

    /**
     * Of what is the server's own, what changes with whom the session acts as: clients change it by SET ROLE, and it says nothing of
     * the server.
     */
    public static boolean tellsOfRole(String name) {
        return name.equals("is_superuser") || name.equals("session_authorization");
    }

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
     * One simple-query text that brings a server to {@code want}; empty where nothing is to be done. All of it runs as one implicit
     * transaction, so it takes effect whole or not at all. What nobody wants is reset, not set to a value: the server's default may have
     * changed meanwhile, and only the server knows it.
     *
     * @param set what is set in the server's session
     * @param reported what the server reports
     * @param changed gets {@code name NUL value} of each value set, so that the caller can ask which of them servers have taken before
     */
    public static String difference(ParameterSet want, ParameterSet set, ParameterSet reported, List<String> changed) {
        StringBuilder sql = new StringBuilder();
        want.forEach((name, value) -> {
            String has = reported.contains(name) ? reported.get(name) : set.get(name);
            if (!value.equals(has)) {
                appendSet(sql, name, value, false);
                changed.add(name + '\0' + value);
            }
        });
        set.forEach((name, value) -> {
            if (!want.contains(name)) {
                sql.append(sql.isEmpty() ? "" : ";").append(reset(name));
            }
        });
        return sql.toString();
    }

    /** The statement that sets a parameter back to the server's default. */
    public static String reset(String name) {
        if (isAscii(name)) {
            return "RESET " + identifier(name);
        }
        StringBuilder sql = new StringBuilder("SELECT pg_catalog.set_config(");
        literal(sql, name);
        return sql.append(",NULL,false)").toString();
    }

    private static boolean isAscii(String name) {
        return name.chars().allMatch(c -> c < 0x80);
    }

    /** The names that {@link #difference} would reset. */
    public static List<String> surplus(ParameterSet want, ParameterSet have) {
        List<String> names = new ArrayList<>();
        have.forEach((name, value) -> {
            if (!want.contains(name)) {
                names.add(name);
            }
        });
        return names;
    }

    /**
     * A statement that sets one parameter; in ASCII, so that it means the same whatever client_encoding stands.
     *
     * @param local until the transaction's end only
     */
    public static String assignment(String name, String value, boolean local) {
        StringBuilder sql = new StringBuilder();
        appendSet(sql, name, value, local);
        return sql.toString();
    }

    private static void appendSet(StringBuilder sql, String name, String value, boolean local) {
        sql.append(sql.isEmpty() ? "" : ";");
        if (QUOTED_LISTS.contains(name.toLowerCase(Locale.ROOT)) || !isAscii(name)) {
            // set_config() takes the list as a start-up packet would; SET 'a, b' would make it the one name "a, b".
            sql.append("SELECT pg_catalog.set_config(");
            literal(sql, name);
            sql.append(',');
            literal(sql, value);
            sql.append(local ? ",true)" : ",false)");
        } else {
            sql.append(local ? "SET LOCAL " : "SET ").append(identifier(name)).append(" TO ");
            literal(sql, value);
        }
    }

    /**
     * A string constant that means the same whatever standard_conforming_strings and client_encoding say. Bytes beyond ASCII are escaped:
     * a start-up packet's values are bytes in the server's encoding (nothing converts them), and so are those of an escape.
     */
    private static void literal(StringBuilder sql, String value) {
        byte[] bytes = CStrings.bytes(value);
        boolean escaped = false;
        for (byte b : bytes) {
            escaped |= b == '\\' || b < 0;
        }
        sql.append(escaped ? " E'" : "'");
        for (byte b : bytes) {
            if (b < 0) {
                sql.append("\\x").append(HEX.toHexDigits(b));
                continue;
            }
            if (b == '\'' || (escaped && b == '\\')) {
                sql.append((char) b);
            }
            sql.append((char) b);
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
