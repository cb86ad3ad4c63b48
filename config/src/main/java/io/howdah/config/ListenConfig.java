package io.howdah.config;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The ports that clients connect to.
 *
 * @param addresses names, addresses or {@code *}; none means no TCP at all
 * @param unixSocketDir as written: a directory, or {@code @name} for an abstract socket
 * @param unixSocketGroup the group given to the socket file; empty leaves the group unchanged
 * @param unixSocketMode permission bits
 * @param maxClientConnections of all databases and users together
 * @param maxLoginConnections that are logging in at one time
 * @param maxLoginFailures of one address in a minute; 0 for any number
 * @param proxies where connections come from that begin with a PROXY header
 */
public record ListenConfig(
        List<String> addresses,
        int port,
        int backlog,
        Optional<String> unixSocketDir,
        String unixSocketGroup,
        int unixSocketMode,
        int maxClientConnections,
        int maxLoginConnections,
        int maxLoginFailures,
        boolean reusePort,
        TcpSettings tcp,
        ProxyNetworks proxies) {

    public ListenConfig {
        addresses = List.copyOf(addresses);
        Objects.requireNonNull(unixSocketDir, "unixSocketDir");
        Objects.requireNonNull(unixSocketGroup, "unixSocketGroup");
        Objects.requireNonNull(tcp, "tcp");
        Objects.requireNonNull(proxies, "proxies");
    }
}
