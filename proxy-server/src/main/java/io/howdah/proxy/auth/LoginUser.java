package io.howdah.proxy.auth;

import java.util.Optional;

/**
 * Who wants to log in, as far as is known of it.
 *
 * @param database for whose clients it was looked up; null for a user of the configuration, who is the same for all of them
 * @param name who it will be
 * @param exists whether there is such a user
 * @param secret a plain password, {@code md5...} or {@code SCRAM-SHA-256$...}; empty for a user without one, who cannot prove anything
 */
record LoginUser(String database, String name, boolean exists, Optional<String> secret) {

    /** Whether it came from auth_query. */
    boolean isLookedUp() {
        return database != null;
    }

    @Override
    public String toString() {
        return "LoginUser[" + name + (secret.isPresent() ? " secret=***" : "") + "]";
    }
}
