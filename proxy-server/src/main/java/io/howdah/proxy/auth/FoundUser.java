package io.howdah.proxy.auth;

import java.util.Optional;

/**
 * A row of auth_query's answer.
 *
 * @param name who the client is from now on: as a rule the name it gave
 * @param secret as PostgreSQL stores it; empty for NULL and for an empty one: nobody gets in by it
 */
record FoundUser(String name, Optional<String> secret) {

    @Override
    public String toString() {
        return "FoundUser[" + name + (secret.isPresent() ? " secret=***" : "") + "]";
    }
}
