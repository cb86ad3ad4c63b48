package io.howdah.proxy.server;

import io.howdah.config.HostAddress;
import io.howdah.proxy.loop.SocketReport;
import io.howdah.proxy.parameters.ParameterSet;

/**
 * One server connection as an operator sees it: immutable, of one moment of its loop. Times are System.nanoTime().
 *
 * @param id unique in this process
 * @param requestNanos when the last request was sent to it
 * @param closeNeeded whether it will be closed as soon as it is free
 * @param processId PostgreSQL's
 * @param isFree whether it is in no transaction and owes no answer
 * @param isDrained whether it owes no answer
 * @param status status byte of the last ReadyForQuery: I, T or E
 * @param lastCommand the first word of the last command's tag since it was linked; empty before the first
 * @param parameters of its session
 * @param preparedStatements how many it has prepared
 * @param frameBytes still to come of the message under way
 */
public record ServerReport(
        int id,
        HostAddress host,
        ServerState state,
        SocketReport socket,
        long connectedNanos,
        long requestNanos,
        boolean closeNeeded,
        int processId,
        boolean isFree,
        boolean isDrained,
        byte status,
        String lastCommand,
        ParameterSet parameters,
        int preparedStatements,
        int frameBytes) {}
