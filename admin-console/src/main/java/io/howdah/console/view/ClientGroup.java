package io.howdah.console.view;

/**
 * Clients that are alike, of those SHOW CLIENTS has.
 *
 * @param database the database as clients name it
 * @param user the role they have logged in as
 * @param applicationName what they call themselves
 * @param state as in {@link SocketSnapshot#state}
 * @param clients how many there are
 */
public record ClientGroup(String database, String user, String applicationName, String state, int clients) {}
