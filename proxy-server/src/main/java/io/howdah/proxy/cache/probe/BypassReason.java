package io.howdah.proxy.cache.probe;

/** Why the answer to a statement must not be cached. The names are the reason codes that operators see, in lower case. */
public enum BypassReason {

    /** The statement is no single SELECT, VALUES or TABLE. */
    NOT_A_SELECT("only a single SELECT, VALUES or TABLE is cached"),
    /** A WITH query writes. */
    WRITES("a WITH query writes"),
    /** default_transaction_isolation is serializable. */
    SERIALIZABLE("PostgreSQL must know what a serializable transaction reads"),
    /** FOR UPDATE, FOR SHARE and the like. */
    LOCKS_ROWS("the statement locks rows"),
    /** A row security policy applies to a relation. */
    ROW_SECURITY("a row security policy decides which rows are seen"),
    /** CURRENT_DATE, CURRENT_USER and the like. */
    SQL_VALUE("the answer depends on the clock or on who asks"),
    /** A date or time is written as now, today, tomorrow or yesterday, or as a time of day with a zone. */
    CLOCK_WORD("a date or time literal may depend on the current time"),
    /** A text is cast to a date or time while the statement runs, and may read today. */
    TEXT_TO_TIME("a text that is cast to a date or time may stand for the current time"),
    /** A function's answer may change at any time. */
    VOLATILE_FUNCTION("the function is volatile"),
    /** A function's answer depends on more than its arguments and the settings that are part of the key. */
    STABLE_FUNCTION("the function is stable, and its answer may depend on the clock, a catalog or the session"),
    /** A function that no PostgreSQL release brings: it may do anything, whatever it is declared as. */
    USER_FUNCTION("the function is user-defined"),
    /** A type whose output or comparison is not known to depend on the values alone. */
    USER_TYPE("the type's output or comparison may depend on more than the values"),
    /** A system column such as ctid or xmin. */
    SYSTEM_COLUMN("a system column changes without a change of the row"),
    /** A relation of pg_catalog or information_schema. */
    CATALOG("the relation is a system catalog"),
    /** A temporary or unlogged relation. */
    NOT_PERMANENT("the relation is temporary or unlogged"),
    /** A foreign table. */
    FOREIGN_TABLE("the relation is a foreign table"),
    /** A materialized view. */
    MATERIALIZED_VIEW("the relation is a materialized view"),
    /** A sequence, or a relation of a kind or access method that is not known. */
    OTHER_RELATION("the relation is neither a table nor a view"),
    /** TABLESAMPLE. */
    TABLESAMPLE("TABLESAMPLE draws rows at random"),
    /** PostgreSQL's query tree has a node that this version does not know to be harmless. */
    UNKNOWN_NODE("the statement has a part that is not known to be harmless"),
    /** PostgreSQL's query tree cannot be read. */
    UNREADABLE_TREE("PostgreSQL's query tree cannot be read"),
    /** PostgreSQL sent no query tree. */
    NO_TREE("PostgreSQL sent no query tree"),
    /** Something that the catalogs should know is gone: it was dropped meanwhile. */
    GONE("a relation, function or type is gone"),
    /** A comment in the statement says cache:off, or a hint in it cannot be read. */
    HINT("a comment in the statement keeps its answer out of the cache"),
    /** PostgreSQL refuses the statement. */
    ERROR("PostgreSQL refuses the statement");

    private final String text;

    BypassReason(String text) {
        this.text = text;
    }

    /** The reason as a clause in English. */
    public String text() {
        return text;
    }

    /** The reason's code. */
    public String code() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
