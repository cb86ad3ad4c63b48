package io.howdah.config;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;

/**
 * The users of the console, and its own port beside the pooler's port.
 *
 * @param adminUsers may give every command; {@code *} stands for every user
 * @param statsUsers may only use SHOW; {@code *} stands for every user
 * @param listenAddress a name or address; empty for no port of its own
 * @param listenPort 0 takes any free port
 */
public record AdminSettings(Set<String> adminUsers, Set<String> statsUsers, String listenAddress, int listenPort) {

    private static final String EVERYBODY = "*";

    public AdminSettings {
        adminUsers = Collections.unmodifiableSet(new LinkedHashSet<>(adminUsers));
        statsUsers = Collections.unmodifiableSet(new LinkedHashSet<>(statsUsers));
        Objects.requireNonNull(listenAddress, "listenAddress");
    }

    public boolean isAdmin(String user) {
        return adminUsers.contains(user) || adminUsers.contains(EVERYBODY);
    }

    /** Whether the user may look at statistics; administrators always may. */
    public boolean mayReadStats(String user) {
        return isAdmin(user) || statsUsers.contains(user) || statsUsers.contains(EVERYBODY);
    }
}
