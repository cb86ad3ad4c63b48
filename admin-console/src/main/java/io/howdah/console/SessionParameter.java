package io.howdah.console;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A PostgreSQL parameter that drivers read or set unasked. Reading gives a fixed value; setting changes nothing. The list has
 * PgBouncer's {@code fake_param_list} and further parameters that drivers read.
 *
 * @param name PostgreSQL's name, in lower case
 * @param value the fixed value; application_name alone is the client's own
 */
public record SessionParameter(String name, String value) {

    static final String APPLICATION_NAME = "application_name";

    private static final Map<String, SessionParameter> ALL = new LinkedHashMap<>();

    static {
        // PgBouncer's parameters, with its values.
        add("client_encoding", "UTF-8");
        add("default_transaction_isolation", "read committed");
        add("standard_conforming_strings", "on");
        add("datestyle", "ISO");
        add("timezone", "GMT");
        add("extra_float_digits", "2");
        // Further parameters that drivers and psql ask for.
        add(APPLICATION_NAME, "");
        add("server_encoding", "UTF8");
        add("intervalstyle", "postgres");
        add("bytea_output", "hex");
        add("search_path", "");
        add("statement_timeout", "0");
        add("idle_in_transaction_session_timeout", "0");
        add("lock_timeout", "0");
        add("transaction_isolation", "read committed");
        add("transaction_read_only", "off");
        add("default_transaction_read_only", "off");
        add("integer_datetimes", "on");
        add("in_hot_standby", "off");
        add("is_superuser", "on");
        add("max_identifier_length", "63");
        add("client_min_messages", "notice");
        add("row_security", "on");
    }

    private static void add(String name, String value) {
        ALL.put(name, new SessionParameter(name, value));
    }

    /** The parameter of this name, in any case. */
    public static Optional<SessionParameter> named(String name) {
        return Optional.ofNullable(ALL.get(name.toLowerCase(Locale.ROOT)));
    }

    /** Whether this is application_name, of which each client has a value of its own. */
    boolean isApplicationName() {
        return name.equals(APPLICATION_NAME);
    }
}
