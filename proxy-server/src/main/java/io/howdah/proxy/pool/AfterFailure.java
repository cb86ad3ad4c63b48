package io.howdah.proxy.pool;

import java.util.List;

/**
 * The consequences of a failed attempt to open a connection.
 *
 * @param refused clients that get the failure as their error; they have left the queue
 * @param toOpen further connections to open
 */
record AfterFailure(List<WaitTicket> refused, List<Opening> toOpen) {}
