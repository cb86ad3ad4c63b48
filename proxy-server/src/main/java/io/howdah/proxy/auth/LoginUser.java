package io.howdah.proxy.auth;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A user who logs in, as far as the pooler knows it.
 *
 * @param database the database of the lookup; null for a user of the configuration, who is the same for all databases
 * @param name the user name after the login
 * @param exists whether the user exists
 * @param secret a plain password, {@code md5...} or {@code SCRAM-SHA-256$...}; empty for a user without one, whose login must
 *     fail
 */
record LoginUser(@Nullable String database, String name, boolean exists, Optional<String> secret) {

    /** Whether the user came from auth_query. */
    boolean isLookedUp() {
        return database != null;
    }

    @Override
    public String toString() {
        return "LoginUser[" + name + (secret.isPresent() ? " secret=***" : "") + "]";
    }
}
