package io.howdah.proxy.pool;

import java.util.List;

/**
 * What follows from a failed attempt to open a connection.
 *
 * @param refused clients that are to hear of the failure; they are out of the queue
 * @param toOpen further attempts
 */
record AfterFailure(List<WaitTicket> refused, List<Opening> toOpen) {}
