package io.howdah.console;

import io.howdah.protocol.backend.ErrorResponse;
import java.util.Optional;

/** Who sits at one console. Used on its event loop, but for what says otherwise. */
public interface ConsoleClient {

    /** The name it has logged in with. */
    String user();

    /** The database it has asked for: pgbouncer or howdah. */
    String database();

    /** The process id of its cancel key. */
    int processId();

    /** What it may do now; nothing where a reload has taken its user off both lists. */
    Optional<Role> role();

    /** The text of SHOW VERSION. */
    String version();

    /** What it calls itself. */
    String applicationName();

    /** It asks for the first time. */
    void asks();

    /** It has been told of an error: what it asked for was not done. */
    void refused(ErrorResponse error);

    /** It calls itself otherwise. */
    void applicationNameIs(String name);
}
