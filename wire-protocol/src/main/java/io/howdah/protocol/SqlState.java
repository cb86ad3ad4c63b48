package io.howdah.protocol;

/** The SQLSTATEs of the pooler's own errors, under PostgreSQL's condition names (manual, "PostgreSQL Error Codes"). */
public enum SqlState {

    SUCCESSFUL_COMPLETION("00000"), WARNING("01000"), SQLCLIENT_UNABLE_TO_ESTABLISH("08001"), CONNECTION_FAILURE(
            "08006"), PROTOCOL_VIOLATION("08P01"), FEATURE_NOT_SUPPORTED("0A000"), INVALID_PARAMETER_VALUE(
                    "22023"), ACTIVE_SQL_TRANSACTION("25001"), IN_FAILED_SQL_TRANSACTION(
                            "25P02"), IDLE_IN_TRANSACTION_SESSION_TIMEOUT("25P03"), TRANSACTION_TIMEOUT(
                                    "25P04"), INVALID_SQL_STATEMENT_NAME("26000"), INVALID_AUTHORIZATION(
                                            "28000"), INVALID_PASSWORD("28P01"), INVALID_CURSOR_NAME(
                                                    "34000"), INVALID_CATALOG_NAME("3D000"), INSUFFICIENT_PRIVILEGE(
                                                            "42501"), SYNTAX_ERROR("42601"), UNDEFINED_OBJECT(
                                                                    "42704"), DUPLICATE_PSTATEMENT("42P05"), OUT_OF_MEMORY(
                                                                            "53200"), TOO_MANY_CONNECTIONS(
                                                                                    "53300"), PROGRAM_LIMIT_EXCEEDED(
                                                                                            "54000"), QUERY_CANCELED(
                                                                                                    "57014"), ADMIN_SHUTDOWN(
                                                                                                            "57P01"), CRASH_SHUTDOWN(
                                                                                                                    "57P02"), CANNOT_CONNECT_NOW(
                                                                                                                            "57P03"), IDLE_SESSION_TIMEOUT(
                                                                                                                                    "57P05"), CONFIG_FILE_ERROR(
                                                                                                                                            "F0000"), INTERNAL_ERROR(
                                                                                                                                                    "XX000");

    private final String code;

    SqlState(String code) {
        this.code = code;
    }

    /** The five characters of the code. */
    public String code() {
        return code;
    }
}
