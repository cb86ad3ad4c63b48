package io.howdah.console.view;

/**
 * Whether a database's server can be reached.
 *
 * @param database as clients name it
 * @param required whether the pooler is of no use without it
 * @param paused whether an operator holds it
 * @param reachable whether one of its hosts is connected to, or can be; of a database that is not required it is not tried
 * @param problem why not; null where it can be
 */
public record DatabaseHealth(String database, boolean required, boolean paused, boolean reachable, String problem) {}
