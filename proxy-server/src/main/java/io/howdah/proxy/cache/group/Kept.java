package io.howdah.proxy.cache.group;

/** The answers that one Howdah has in memory. Called on the group's thread. */
public interface Kept {

    /** Drops every answer from this table that was asked for before now. */
    void touched(TableRef table);

    /**
     * Drops every answer that was asked for before now, and forgets what PostgreSQL has told of statements: writes were missed, changes of
     * the catalogs among them perhaps.
     */
    void missedWrites();

    /** Carries out an operator's order that was given at another Howdah. */
    void order(String text);
}
