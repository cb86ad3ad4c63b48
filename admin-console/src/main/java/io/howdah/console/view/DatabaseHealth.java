package io.howdah.console.view;

import org.jspecify.annotations.Nullable;

/**
 * Whether a database's server can be reached.
 *
 * @param database as clients name it
 * @param required whether the pooler is ready only with this database
 * @param paused whether an operator holds the database
 * @param reachable whether the pooler is connected to one of the hosts or can connect. The pooler tries only required databases.
 * @param problem why no host can be reached; null if one can
 */
public record DatabaseHealth(String database, boolean required, boolean paused, boolean reachable, @Nullable String problem) {}
