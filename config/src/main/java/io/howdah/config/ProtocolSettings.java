package io.howdah.config;

import java.util.List;

/**
 * What clients may say.
 *
 * @param ignoreStartupParameters dropped from a client's startup packet instead of being refused
 * @param trackExtraParameters followed per client beside the ones always tracked
 * @param maxPacketSize bytes
 * @param applicationNameAddHost append the client's address to its application_name
 * @param disablePqexec refuse the simple query protocol
 * @param loginNotifyMessage a notice for every client after its login; empty for none
 * @param maxClientPreparedMemory bytes of prepared statements that one client may have
 * @param maxPreparedMemory bytes of prepared statements that all clients together may have; 0 for a quarter of the heap
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
