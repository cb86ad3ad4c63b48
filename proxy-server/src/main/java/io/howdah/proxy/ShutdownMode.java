package io.howdah.proxy;

import io.howdah.console.view.PoolerControl;

/** How the pooler ends. */
public enum ShutdownMode {
    /** At once: clients are told and cut off. */
    IMMEDIATE,
    /** Clients end when their transaction does; who waits for a server is sent away (PgBouncer's SHUTDOWN WAIT_FOR_SERVERS, SIGINT). */
    WAIT_FOR_SERVERS,
    /** Nobody new is let in; ends when the last client has left (PgBouncer's SHUTDOWN WAIT_FOR_CLIENTS). */
    WAIT_FOR_CLIENTS,
    /** Each client ends at its transaction boundary, with 57P01, and all within shutdown_timeout (Howdah's SIGTERM). */
    DRAIN;

    /** What an operator's SHUTDOWN stands for. */
    static ShutdownMode of(PoolerControl.Shutdown mode) {
        return switch (mode) {
            case IMMEDIATE -> IMMEDIATE;
            case WAIT_FOR_SERVERS -> WAIT_FOR_SERVERS;
            case WAIT_FOR_CLIENTS -> WAIT_FOR_CLIENTS;
        };
    }
}
