package io.howdah.proxy.server.login;

/**
 * What a server may ask for at a login.
 *
 * @param scramMaxIterations the most iterations of SCRAM
 * @param cleartext whether the password in clear text over a connection without TLS, which anybody in between could read
 */
public record LoginLimits(int scramMaxIterations, boolean cleartext) {

    /** The limits before a configuration says otherwise. */
    public static final LoginLimits STANDARD = new LoginLimits(100_000, false);
}
