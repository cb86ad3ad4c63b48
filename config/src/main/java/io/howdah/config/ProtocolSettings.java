package io.howdah.config;

import java.util.List;

/**
 * Settings of the protocol with clients.
 *
 * @param ignoreStartupParameters parameters that the pooler drops from a client's start-up packet
 * @param trackExtraParameters parameters tracked for each client beside those that PgBouncer always tracks
 * @param maxPacketSize bytes
 * @param applicationNameAddHost append the client's address to its application_name
 * @param disablePqexec refuse the simple query protocol
 * @param loginNotifyMessage a notice for every client after its login; empty for no notice
 * @param maxClientPreparedMemory limit for one client's prepared statements, in bytes
 * @param maxPreparedMemory limit for the prepared statements of all clients together, in bytes; 0 for a quarter of the heap
 */
public record ProtocolSettings(
        List<String> ignoreStartupParameters,
        List<String> trackExtraParameters,
        int maxPacketSize,
        boolean applicationNameAddHost,
        boolean disablePqexec,
        String loginNotifyMessage,
        long maxClientPreparedMemory,
        long maxPreparedMemory) {

    public ProtocolSettings {
        ignoreStartupParameters = List.copyOf(ignoreStartupParameters);
        trackExtraParameters = List.copyOf(trackExtraParameters);
    }
}
