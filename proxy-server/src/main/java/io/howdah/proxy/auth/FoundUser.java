package io.howdah.proxy.auth;

import java.util.Optional;

/**
 * A row of auth_query's answer.
 *
 * @param name the client's user name from now on; normally the name that it gave
 * @param secret as PostgreSQL stores it; empty for NULL and for an empty secret, with which no login succeeds
 */
record FoundUser(String name, Optional<String> secret) {

    @Override
    public String toString() {
        return "FoundUser[" + name + (secret.isPresent() ? " secret=***" : "") + "]";
    }
}
