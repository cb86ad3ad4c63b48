package io.howdah.console;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A parameter of PostgreSQL's that drivers read or set without asking whether that is necessary. Reading gives a fixed value, setting
 * changes nothing (PgBouncer's {@code fake_param_list}, and what more drivers ask).
 *
 * @param name as PostgreSQL spells it, in lower case
 * @param value always this; but application_name is the client's own
 */
public record SessionParameter(String name, String value) {

    static final String APPLICATION_NAME = "application_name";

    private static final Map<String, SessionParameter> ALL = new LinkedHashMap<>();

    static {
        // PgBouncer's, with its values.
        add("client_encoding", "UTF-8");
        add("default_transaction_isolation", "read committed");
        add("standard_conforming_strings", "on");
        add("datestyle", "ISO");
        add("timezone", "GMT");
        add("extra_float_digits", "2");
        // Further ones that drivers and psql ask for.
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

    /** The parameter of this name, in whatever case. */
    public static Optional<SessionParameter> named(String name) {
        return Optional.ofNullable(ALL.get(name.toLowerCase(Locale.ROOT)));
    }

    /** Whether each client has a value of its own. */
    boolean isApplicationName() {
        return name.equals(APPLICATION_NAME);
    }
}
