package io.howdah.proxy.server.login;

/**
 * What a server may ask for at a login.
 *
 * @param scramMaxIterations the most iterations of SCRAM
 * @param cleartext whether the password in clear text over a connection without TLS, which anybody in between could read
 */
public record LoginRules(int scramMaxIterations, boolean cleartext) {

    /** The rules before a configuration says otherwise. */
    public static final LoginRules STANDARD = new LoginRules(100_000, false);
}
