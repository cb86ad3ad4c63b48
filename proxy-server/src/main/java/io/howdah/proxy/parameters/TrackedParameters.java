package io.howdah.proxy.parameters;

import io.howdah.protocol.CStrings;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Decides which parameters belong to the client, and writes the SQL that sets and resets them.
 * (PgBouncer's {@code varcache}, but for every parameter that the server reports and every parameter that the client gave at
 * start-up.)
 */
public final class TrackedParameters {

    /**
     * Reported parameters that belong to the server: they cannot be SET, or SET changes the role. (PostgreSQL reports
     * session_authorization since version 14. A client that changes it marks its server for cleaning instead.)
     */
    private static final Set<String> SERVER_ONLY = Set.of(
            "server_version",
            "server_encoding",
            "integer_datetimes",
            "is_superuser",
            "in_hot_standby",
            "session_authorization",
            "max_identifier_length");

    /** PostgreSQL's GUC_LIST_QUOTE parameters. SET would quote a list given as one string into a single name. */
    private static final Set<String> QUOTED_LISTS = Set.of(
            "search_path",
            "temp_tablespaces",
            "local_preload_libraries",
            "session_preload_libraries",
            "unix_socket_directories");

    /** The parameters of the session's role, which RESET ALL leaves unchanged. */
    public static final List<String> ROLES = List.of("role", "session_authorization");

    /** Parameters with which a text means the same, whatever their values are. Those with a dot belong to extensions and users. */
    private static final Pattern WITHOUT_MEANING = Pattern.compile("application_name|bytea_output|datestyle|enable_.*|"
            + "extra_float_digits|idle_in_transaction_session_timeout|intervalstyle|jit|lock_timeout|statement_timeout|"
            + "synchronous_commit|timezone|transaction_timeout|work_mem|.*\\..*", Pattern.CASE_INSENSITIVE);

    private static final HexFormat HEX = HexFormat.of();

    private TrackedParameters() {}

    /**
     * Whether a parameter of the server changes with the session's role. Clients change it by SET ROLE, and it says nothing about
     * the server.
     */
    public static boolean tellsOfRole(String name) {
        return name.equals("is_superuser") || name.equals("session_authorization");
    }

    /** Whether a reported parameter belongs to the server, so that the pooler never sets it for a client. */
    public static boolean isServerOnly(String name) {
        return SERVER_ONLY.contains(name.toLowerCase(Locale.ROOT));
    }

    /**
     * Whether the tables and functions that a text names are the same whatever this parameter's value is. search_path and the role,
     * for instance, decide on them.
     */
    public static boolean leavesMeaning(String name) {
        return WITHOUT_MEANING.matcher(name).matches();
    }

    /** The reported parameters that clients may set. */
    public static ParameterSet settable(ParameterSet reported) {
        ParameterSet settable = reported;
        for (String name : SERVER_ONLY) {
            settable = settable.without(name);
        }
        return settable;
    }

    /** The statement that resets a parameter to the server's default. */
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

    /**
     * A statement that sets one parameter. It is pure ASCII, so client_encoding does not change its meaning.
     *
     * @param local until the end of the transaction only
     */
    public static String assignment(String name, String value, boolean local) {
        StringBuilder sql = new StringBuilder();
        if (QUOTED_LISTS.contains(name.toLowerCase(Locale.ROOT)) || !isAscii(name)) {
            // set_config() takes the list as a start-up packet does; SET 'a, b' would make it the single name "a, b".
            sql.append("SELECT pg_catalog.set_config(");
            literal(sql, name);
            sql.append(',');
            literal(sql, value);
            sql.append(local ? ",true)" : ",false)");
        } else {
            sql.append(local ? "SET LOCAL " : "SET ").append(identifier(name)).append(" TO ");
            literal(sql, value);
        }
        return sql.toString();
    }

    /**
     * A statement that sets parameters until the end of the transaction. A parameter that {@code values} does not have goes to the
     * server's default.
     *
     * @param values the values to come
     * @param instead the values that are set now; the two sets differ
     */
    public static String locally(ParameterSet values, ParameterSet instead) {
        StringBuilder sql = new StringBuilder();
        for (String name : instead.withAll(values).names()) {
            String value = values.get(name);
            if (!Objects.equals(value, instead.get(name))) {
                sql.append(sql.isEmpty() ? "SELECT " : ",").append("pg_catalog.set_config(");
                literal(sql, name);
                sql.append(',');
                if (value == null) {
                    sql.append("NULL");
                } else {
                    literal(sql, value);
                }
                sql.append(",true)");
            }
        }
        return sql.toString();
    }

    /**
     * A string constant whose meaning depends neither on standard_conforming_strings nor on client_encoding. Bytes beyond ASCII
     * are escaped: a start-up packet's values are bytes in the server's encoding, for PostgreSQL does not convert them, and so
     * are the bytes of an escape.
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

    /** A parameter name as SQL: an extension's parameter is two identifiers with a dot. */
    private static String identifier(String name) {
        StringBuilder sql = new StringBuilder();
        for (String part : name.split("\\.", -1)) {
            sql.append(sql.isEmpty() ? "" : ".").append('"').append(part.replace("\"", "\"\"")).append('"');
        }
        return sql.toString();
    }
}
