package io.howdah.config;

import java.util.Objects;

/**
 * The address of a server of PostgreSQL or Redis.
 *
 * @param host a name, an address, the directory of a Unix socket, or {@code @name} for an abstract socket
 */
public record HostAddress(String host, int port) {

    public HostAddress {
        Objects.requireNonNull(host, "host");
    }

    public boolean isUnixSocket() {
        return host.startsWith("/") || host.startsWith("@");
    }

    /** The socket's path as PostgreSQL builds it from directory and port; only for a Unix socket. */
    public String unixSocketPath() {
        return host + "/.s.PGSQL." + port;
    }

    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
