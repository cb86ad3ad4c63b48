package io.howdah.proxy.session;

import io.howdah.proxy.sql.StateKind;
import java.util.StringJoiner;

/** The SQL that takes from a server what a client left behind: as little as is enough, for prepared statements are worth keeping. */
public final class Cleaning {

    private static final int EVERYTHING = StateKind.PREPARED | StateKind.UNKNOWN;

    private Cleaning() {}

    /** Whether no command undoes it. */
    public static boolean isImpossible(int flags) {
        return (flags & StateKind.LOADED) != 0;
    }

    /** Whether this server_reset_query is the one that undoes all there is. */
    public static boolean isEverything(String resetQuery) {
        return resetQuery.strip().replaceFirst(";+$", "").replaceAll("\\s+", " ").equalsIgnoreCase("DISCARD ALL");
    }

    /** Whether it includes a RESET ALL. */
    public static boolean resetsParameters(int flags) {
        return (flags & (EVERYTHING | StateKind.SETTING)) != 0;
    }

    /** Whether it gives the role back. */
    public static boolean resetsRole(int flags) {
        return (flags & (EVERYTHING | StateKind.ROLE)) != 0;
    }

    /** The commands, as one simple query. */
    public static String sql(int flags) {
        if ((flags & EVERYTHING) != 0) {
            return "DISCARD ALL";
        }
        StringJoiner sql = new StringJoiner(";");
        if ((flags & StateKind.ROLE) != 0) {
            // Who one is comes first: RESET ALL leaves role and session_authorization alone (GUC_NO_RESET_ALL).
            sql.add("SET SESSION AUTHORIZATION DEFAULT").add("RESET ROLE");
        }
        if ((flags & StateKind.SETTING) != 0) {
            sql.add("RESET ALL");
        }
        if ((flags & StateKind.HOLD_CURSOR) != 0) {
            sql.add("CLOSE ALL");
        }
        if ((flags & StateKind.LISTEN) != 0) {
            sql.add("UNLISTEN *");
        }
        if ((flags & StateKind.ADVISORY_LOCK) != 0) {
            sql.add("SELECT pg_catalog.pg_advisory_unlock_all()");
        }
        if ((flags & StateKind.TEMPORARY) != 0) {
            sql.add("DISCARD TEMP");
        }
        if ((flags & StateKind.PLANS) != 0) {
            sql.add(StatementEffects.DISCARD_PLANS);
        }
        return sql.toString();
    }
}
