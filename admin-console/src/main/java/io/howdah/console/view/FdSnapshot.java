package io.howdah.console.view;

import org.jspecify.annotations.Nullable;

/**
 * One row of SHOW FDS, without PgBouncer's cancel keys, passwords and SCRAM keys.
 *
 * @param fd the file descriptor; -1 if the transport does not tell it
 * @param task pooler, client or server
 * @param user null for a listener
 * @param database null for a listener
 * @param addr of the far end; a listener's own address
 * @param link the file descriptor of the linked client or server; 0 for none
 * @param clientEncoding null if unknown
 * @param stdStrings standard_conforming_strings; null if unknown
 * @param datestyle null if unknown
 * @param timezone null if unknown
 */
public record FdSnapshot(
        int fd,
        String task,
        @Nullable String user,
        @Nullable String database,
        String addr,
        int port,
        int link,
        @Nullable String clientEncoding,
        @Nullable String stdStrings,
        @Nullable String datestyle,
        @Nullable String timezone) {}
