package io.howdah.console;

/** What a user of the console may do. */
public enum Role {
    /** Look (stats_users). */
    STATS,
    /** Everything (admin_users). */
    ADMIN
}
