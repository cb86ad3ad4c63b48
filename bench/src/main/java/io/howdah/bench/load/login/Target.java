package io.howdah.bench.load.login;

import java.util.Objects;

/**
 * A pooler or PostgreSQL itself, and whom to log in as.
 *
 * @param port 1 to 65535
 * @param password empty where none is asked for
 */
public record Target(String host, int port, String database, String user, String password, TlsUse tls) {

    public Target {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(database, "database");
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(password, "password");
        Objects.requireNonNull(tls, "tls");
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 1 to 65535)");
        }
    }

    /** Something on the loopback interface that trusts whoever comes, without TLS. */
    public static Target local(int port, String database, String user) {
        return new Target("127.0.0.1", port, database, user, "", TlsUse.OFF);
    }

    public Target withTls(TlsUse use) {
        return new Target(host, port, database, user, password, use);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "postgresql://" + user + "@" + host + ":" + port + "/" + database + (tls == TlsUse.OFF ? "" : " with TLS");
    }
}
