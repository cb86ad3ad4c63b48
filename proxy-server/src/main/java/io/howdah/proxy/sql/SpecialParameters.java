package io.howdah.proxy.sql;

import java.util.Set;

/** Parameters that RESET ALL leaves alone ({@code GUC_NO_RESET_ALL}) and that are therefore no {@link StateKind#SETTING}. */
final class SpecialParameters {

    private static final Set<String> ROLE = Set.of("role", "session_authorization");

    private static final Set<String> TRANSACTION = Set.of("transaction_isolation", "transaction_read_only",
            "transaction_deferrable");

    private SpecialParameters() {
    }

    /** Whether the parameter, in lower case, is the current role or the session's authorization. */
    static boolean isRole(String name) {
        return ROLE.contains(name);
    }

    /** Whether the parameter, in lower case, belongs to the current transaction alone, whichever statement sets it. */
    static boolean isOfTransaction(String name) {
        return TRANSACTION.contains(name);
    }
}
