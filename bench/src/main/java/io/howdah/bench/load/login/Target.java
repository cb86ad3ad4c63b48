package io.howdah.bench.load.login;

import java.util.Objects;

/**
 * The address of a pooler or of PostgreSQL itself, and the user for the login.
 *
 * @param port 1 to 65535
 * @param password empty if the target asks for none
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

    /** A target on the loopback interface that trusts every client, without TLS. */
    public static Target local(int port, String database, String user) {
        return new Target("127.0.0.1", port, database, user, "", TlsUse.OFF);
    }

    public Target withTls(TlsUse use) {
        return new Target(host, port, database, user, password, use);
    }

    /** The target's URL without the password. */
    @Override
    public String toString() {
        return "postgresql://" + user + "@" + host + ":" + port + "/" + database + (tls == TlsUse.OFF ? "" : " with TLS");
    }
}
