package io.howdah.console.view;

/**
 * Whether an operator has stopped the whole pooler. SHOW STATE shows the first two components. PAUSE of one database does not
 * count.
 *
 * @param paused by PAUSE or SHUTDOWN WAIT_FOR_SERVERS
 * @param suspended by SUSPEND
 * @param shuttingDown whether a shutdown of any mode has begun
 */
public record PoolerState(boolean paused, boolean suspended, boolean shuttingDown) {}
