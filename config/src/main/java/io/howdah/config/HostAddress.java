package io.howdah.config;

import java.util.Objects;

/**
 * Where a PostgreSQL server listens.
 *
 * @param host a name, an address, a directory of a Unix socket, or {@code @name} of an abstract one
 */
public record HostAddress(String host, int port) {

    public HostAddress {
        Objects.requireNonNull(host, "host");
    }

    public boolean isUnixSocket() {
        return host.startsWith("/") || host.startsWith("@");
    }

    /** The socket's path as PostgreSQL builds it from directory and port; meaningful only for a Unix socket. */
    public String unixSocketPath() {
        return host + "/.s.PGSQL." + port;
    }

    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
