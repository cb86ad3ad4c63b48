package io.howdah.console.view;

/**
 * One row of SHOW FDS. Cancel keys, passwords and SCRAM keys, which PgBouncer shows there, are not told.
 *
 * @param fd the number of the file descriptor; -1 where the system's transport does not tell
 * @param task pooler, client or server
 * @param user null for a listener
 * @param database null for a listener
 * @param addr of the far end, or what a listener listens on
 * @param link the file descriptor of the other end of the link; 0 for none
 * @param clientEncoding null where it is not known
 * @param stdStrings standard_conforming_strings; null where it is not known
 * @param datestyle null where it is not known
 * @param timezone null where it is not known
 */
public record FdSnapshot(
        int fd,
        String task,
        String user,
        String database,
        String addr,
        int port,
        int link,
        String clientEncoding,
        String stdStrings,
        String datestyle,
        String timezone) {}
