package io.howdah.console.view;

/**
 * Whether an operator has stopped the whole pooler; SHOW STATE tells the first two. PAUSE of one database does not count.
 *
 * @param paused PAUSE or SHUTDOWN WAIT_FOR_SERVERS was said
 * @param suspended SUSPEND was said
 * @param shuttingDown its end has begun, in whatever mode
 */
public record PoolerState(boolean paused, boolean suspended, boolean shuttingDown) {}
