package io.howdah.proxy.client.login;

import io.howdah.protocol.frontend.StartupMessage;
import java.util.Locale;
import java.util.Set;

/** Whether a client asks for a walsender, and of which kind: PostgreSQL's start-up parameter {@code replication}. */
public enum ReplicationMode {
    /** An ordinary session. */
    NONE("no"),
    /** The whole cluster's WAL. */
    PHYSICAL("yes"),
    /** That of one database, decoded. */
    LOGICAL("database");

    private static final Set<String> FALSE = Set.of("0", "off", "false", "no", "f", "n");

    private final String logged;

    ReplicationMode(String logged) {
        this.logged = logged;
    }

    /** What this client asks for. */
    public static ReplicationMode of(StartupMessage startup) {
        String value = startup.parameters().getOrDefault("replication", "off").toLowerCase(Locale.ROOT);
        return FALSE.contains(value) ? NONE : value.equals("database") ? LOGICAL : PHYSICAL;
    }

    /** As PgBouncer's log has it. */
    String logged() {
        return logged;
    }
}
