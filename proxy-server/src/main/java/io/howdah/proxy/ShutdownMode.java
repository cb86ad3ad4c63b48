package io.howdah.proxy;

import io.howdah.console.view.PoolerControl;

/** How the pooler ends. */
public enum ShutdownMode {
    /** At once: each client gets an error and is closed. */
    IMMEDIATE,
    /** Each server closes once it is free, and waiting clients are refused (PgBouncer's SHUTDOWN WAIT_FOR_SERVERS, SIGINT). */
    WAIT_FOR_SERVERS,
    /** New clients are refused; the pooler ends when the last client has left (PgBouncer's SHUTDOWN WAIT_FOR_CLIENTS). */
    WAIT_FOR_CLIENTS,
    /** Each client ends with 57P01 at its transaction boundary, and all within shutdown_timeout (Howdah's SIGTERM). */
    DRAIN;

    /** The mode that an operator's SHUTDOWN asks for. */
    static ShutdownMode of(PoolerControl.Shutdown mode) {
        return switch (mode) {
            case IMMEDIATE -> IMMEDIATE;
            case WAIT_FOR_SERVERS -> WAIT_FOR_SERVERS;
            case WAIT_FOR_CLIENTS -> WAIT_FOR_CLIENTS;
        };
    }
}
