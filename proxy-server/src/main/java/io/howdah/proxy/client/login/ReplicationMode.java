package io.howdah.proxy.client.login;

import io.howdah.protocol.frontend.StartupMessage;
import java.util.Locale;
import java.util.Set;

/** Which kind of walsender a client asks for, by PostgreSQL's start-up parameter {@code replication}. */
public enum ReplicationMode {
    /** None: an ordinary session. */
    NONE("no"),
    /** The WAL of the whole cluster. */
    PHYSICAL("yes"),
    /** The decoded WAL of one database. */
    LOGICAL("database");

    private static final Set<String> FALSE = Set.of("0", "off", "false", "no", "f", "n");

    private final String logged;

    ReplicationMode(String logged) {
        this.logged = logged;
    }

    /** The mode that a start-up message asks for. */
    public static ReplicationMode of(StartupMessage startup) {
        String value = startup.parameters().getOrDefault("replication", "off").toLowerCase(Locale.ROOT);
        return FALSE.contains(value) ? NONE : value.equals("database") ? LOGICAL : PHYSICAL;
    }

    /** The mode in the words of PgBouncer's log. */
    String logged() {
        return logged;
    }
}
