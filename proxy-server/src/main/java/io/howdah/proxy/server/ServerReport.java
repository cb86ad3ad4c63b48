package io.howdah.proxy.server;

import io.howdah.config.HostAddress;
import io.howdah.proxy.loop.SocketReport;
import io.howdah.proxy.parameters.ParameterSet;

/**
 * One server connection as an operator sees it: an immutable picture of one moment on the connection's loop. Times are
 * System.nanoTime().
 *
 * @param id unique in this process
 * @param requestNanos when the last request was sent to the server
 * @param closeNeeded whether the connection will be closed as soon as it is free
 * @param processId PostgreSQL's process id
 * @param isFree whether the server is in no transaction and owes no answer
 * @param isDrained whether the server owes no answer
 * @param status status byte of the last ReadyForQuery: I, T or E
 * @param lastCommand the first word of the last command's tag for the present peer; empty before the first
 * @param parameters the values of the session's parameters
 * @param preparedStatements number of statements that the server has prepared
 * @param frameBytes number of bytes still to come of the current message
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
