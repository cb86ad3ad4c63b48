package io.howdah.console.view;

/**
 * What SHOW STATE tells: whether an operator has stopped the whole pooler. PAUSE of one database does not count.
 *
 * @param paused PAUSE or SHUTDOWN WAIT_FOR_SERVERS was said
 * @param suspended SUSPEND was said
 */
public record PoolerState(boolean paused, boolean suspended) {}
