package io.howdah.config;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The Redis that keeps answers for several poolers.
 *
 * @param hosts never empty, and one alone for {@link Kind#STANDALONE}
 * @param master the name that the sentinels know the master by; empty for the other kinds
 * @param database the number of the database, 0 in a cluster
 * @param user absent for Redis's default user; there only beside a password
 * @param password secret
 * @param prefix the beginning of all keys and channels, without braces
 * @param timeout a look-up that takes longer counts as a miss; from 1 ms to 10 s
 */
public record RedisSettings(
        Kind kind,
        List<HostAddress> hosts,
        String master,
        int database,
        boolean tls,
        Optional<String> user,
        Optional<String> password,
        String prefix,
        Duration timeout) {

    /** What answers at {@link RedisSettings#hosts}. */
    public enum Kind {
        /** The server itself. */
        STANDALONE,
        /** Sentinels, which know where the master is. */
        SENTINEL,
        /** Servers of a cluster, which know where the others are. */
        CLUSTER
    }

    public RedisSettings {
        Objects.requireNonNull(kind, "kind");
        hosts = List.copyOf(hosts);
        Objects.requireNonNull(master, "master");
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(password, "password");
        Objects.requireNonNull(prefix, "prefix");
        Objects.requireNonNull(timeout, "timeout");
    }

    /** Leaves out the password. */
    @Override
    public String toString() {
        return "RedisSettings[" + kind + " " + hosts + (master.isEmpty() ? "" : " master=" + master) + " database=" + database
                + " tls=" + tls + user.map(name -> " user=" + name).orElse("") + " prefix=" + prefix + " timeout=" + timeout
                + "]";
    }
}
