package io.howdah.console;

import io.howdah.protocol.backend.ErrorResponse;
import java.util.Optional;

/** The client of one console. Used on the client's event loop unless a method says otherwise. */
public interface ConsoleClient {

    /** The user name of the login. */
    String user();

    /** The database name of the login: pgbouncer or howdah. */
    String database();

    /** The process id of its cancel key. */
    int processId();

    /** The user's role now; empty if a reload has taken the user off both lists. */
    Optional<Role> role();

    /** The text of SHOW VERSION. */
    String version();

    /** The client's application_name. */
    String applicationName();

    /** Called at the client's first request. */
    void asks();

    /** Called when the client has got an error instead of a result. */
    void refused(ErrorResponse error);

    /** Called when the client sets application_name. */
    void applicationNameIs(String name);
}
