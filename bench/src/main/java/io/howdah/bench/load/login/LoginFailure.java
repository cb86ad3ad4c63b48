package io.howdah.bench.load.login;

/** Told once when a login comes to nothing. */
@FunctionalInterface
public interface LoginFailure {

    /** @param sqlState the server's, or one of class 08 where the connection could not be had or ended */
    void failed(String sqlState, String message);
}
