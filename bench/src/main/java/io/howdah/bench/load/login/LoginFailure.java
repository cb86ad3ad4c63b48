package io.howdah.bench.load.login;

import org.jspecify.annotations.Nullable;

/** Called once when a login fails. */
@FunctionalInterface
public interface LoginFailure {

    /** @param sqlState the server's SQLSTATE, or a class 08 SQLSTATE for a failed or lost connection */
    void failed(@Nullable String sqlState, @Nullable String message);
}
