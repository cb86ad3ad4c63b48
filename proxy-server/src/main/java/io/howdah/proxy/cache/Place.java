package io.howdah.proxy.cache;

import java.util.List;

/**
 * Everything that makes a {@link Scope}.
 *
 * @param database as clients call it
 * @param user the role whose servers run the statements
 * @param pool database and user, as the pooler knows them
 * @param serverDatabase the database's name in PostgreSQL: two databases with one name may be the same
 * @param server the server's address, as the configuration has it
 * @param chosen by the client, in a fixed order
 */
public record Place(String database, String user, Object pool, String serverDatabase, String server, List<Setting> chosen) {

    /**
     * One setting that a client has chosen.
     *
     * @param name in lower case
     * @param assignment such as {@code SET LOCAL datestyle TO 'SQL'}
     */
    public record Setting(String name, String value, String assignment) {}

    /** Takes an immutable copy of the settings. */
    public Place {
        chosen = List.copyOf(chosen);
    }
}
