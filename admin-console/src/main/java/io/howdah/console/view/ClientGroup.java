package io.howdah.console.view;

/**
 * Clients of SHOW CLIENTS that are alike.
 *
 * @param database the database as clients name it
 * @param user the user of the login
 * @param applicationName the clients' application_name
 * @param state as in {@link SocketSnapshot#state}
 * @param clients number of these clients
 */
public record ClientGroup(String database, String user, String applicationName, String state, int clients) {}
