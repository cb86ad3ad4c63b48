package io.howdah.bench.load.login;

/** Called once when a login fails. */
@FunctionalInterface
public interface LoginFailure {

    /** @param sqlState the server's SQLSTATE, or a class 08 SQLSTATE for a failed or lost connection */
    void failed(String sqlState, String message);
}
