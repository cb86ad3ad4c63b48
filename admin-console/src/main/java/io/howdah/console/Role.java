package io.howdah.console;

/** The rights of a console user. */
public enum Role {
    /** SHOW only (stats_users). */
    STATS,
    /** Every command (admin_users). */
    ADMIN
}
