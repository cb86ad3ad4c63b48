package io.howdah.config;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;

/**
 * Who may use the console, and where it listens beside the pooler's own port.
 *
 * @param adminUsers may do everything; {@code *} stands for every user
 * @param statsUsers may only look; {@code *} stands for every user
 * @param listenAddress a name or address; empty for no listener of its own
 * @param listenPort 0 takes any free one
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
