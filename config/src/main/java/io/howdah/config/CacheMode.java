package io.howdah.config;

/** What limits the age of an answer in the result cache. */
public enum CacheMode {
    /** There is no cache: every statement goes to a server. */
    OFF("off"),
    /** The time since the server gave the answer, and each write through this pooler. What bypasses the pooler does not count. */
    TTL("ttl"),
    /**
     * As {@link #TTL}, and each write through any pooler that shares the Redis: once such a write has been acknowledged, no read
     * that begins later, through any of them, gets an older row.
     */
    WRITES("writes");

    private final String spelling;

    CacheMode(String spelling) {
        this.spelling = spelling;
    }

    /** The word used in the file and in SHOW. */
    public String spelling() {
        return spelling;
    }
}
