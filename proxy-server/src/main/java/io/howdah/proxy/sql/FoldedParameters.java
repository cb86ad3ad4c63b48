package io.howdah.proxy.sql;

import java.util.Set;

/**
 * Parameters by whose values PostgreSQL makes constants of a text. Most of these constants arise in parse analysis, which calls the
 * input function of a literal's type: the value of {@code timestamptz '2024-02-01 00:00'} depends on TimeZone. A few arise later, when
 * the planner calls functions that {@code pg_proc} marks as immutable although they read a parameter ({@code eval_const_expressions}).
 * A prepared statement keeps its constants, whatever the parameter's value is later.
 */
public final class FoldedParameters {

    /**
     * Parameters without influence on any constant, as far as transactions often set them. PostgreSQL itself analyses a statement
     * anew if search_path, the role or row_security differ ({@code RevalidateCachedQuery}).
     */
    private static final Set<String> HARMLESS = Set.of("application_name", "client_min_messages", "statement_timeout",
            "lock_timeout",
            "idle_in_transaction_session_timeout", "idle_session_timeout", "transaction_timeout", "default_transaction_isolation",
            "default_transaction_read_only", "default_transaction_deferrable", "transaction_isolation", "transaction_read_only",
            "transaction_deferrable", "work_mem", "maintenance_work_mem", "synchronous_commit", "jit", "search_path", "role",
            "session_authorization", "row_security");

    /** Read by float4out, float8out and the geometric types' output functions, by byteaout, and by quote_ident. */
    private static final Set<String> OF_PLANNER = Set.of("extra_float_digits", "bytea_output", "quote_all_identifiers");

    private FoldedParameters() {
    }

    /** Whether a constant may depend on the parameter of this name, in lower case. Names with a dot are extensions' and users' own. */
    public static boolean mayMakeConstants(String name) {
        return !HARMLESS.contains(name) && name.indexOf('.') < 0 && !name.startsWith("enable_");
    }

    /** Whether the planner makes constants by the parameter of this name, in lower case. */
    static boolean makesConstantsInPlans(String name) {
        return OF_PLANNER.contains(name);
    }
}
