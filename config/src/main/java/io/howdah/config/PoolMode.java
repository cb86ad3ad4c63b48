package io.howdah.config;

/** When a server connection goes back to the pool. */
public enum PoolMode {
    /** When the client disconnects. */
    SESSION("session"),
    /** When the transaction ends. */
    TRANSACTION("transaction"),
    /** When the statement ends. The pooler refuses transactions of several statements. */
    STATEMENT("statement");

    private final String spelling;

    PoolMode(String spelling) {
        this.spelling = spelling;
    }

    /** The word used in the file and in SHOW. */
    public String spelling() {
        return spelling;
    }
}
