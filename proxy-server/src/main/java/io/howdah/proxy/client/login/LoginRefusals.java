package io.howdah.proxy.client.login;

import io.howdah.protocol.SqlState;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts those who came to a listener and were not let in. Any thread. */
public final class LoginRefusals {

    /** Why. */
    public enum Reason {
        /** They could not prove who they are, or there is no such user. */
        AUTHENTICATION,
        /** A limit on clients, or on memory. */
        TOO_MANY_CLIENTS,
        /** There is no such database, or it is disabled. */
        NO_DATABASE,
        /** The pooler ends. */
        SHUTTING_DOWN,
        /** What they said is not PostgreSQL's protocol, or asks for what is not there. */
        PROTOCOL,
        /** A server that is needed for the login could not be had. */
        SERVER,
        /** Everything else. */
        OTHER
    }

    private final Map<Reason, LongAdder> counts = new EnumMap<>(Reason.class);

    LoginRefusals() {
        for (Reason reason : Reason.values()) {
            counts.put(reason, new LongAdder());
        }
    }

    /** One was sent away with an error of this SQLSTATE, or null. */
    void add(String sqlState) {
        counts.get(reason(sqlState == null || sqlState.length() != 5 ? "-----" : sqlState)).increment();
    }

    private static Reason reason(String sqlState) {
        return switch (sqlState.substring(0, 2)) {
            case "28" -> Reason.AUTHENTICATION;
            case "53" -> Reason.TOO_MANY_CLIENTS;
            case "3D" -> Reason.NO_DATABASE;
            case "57" -> Reason.SHUTTING_DOWN;
            case "08" -> sqlState.equals(SqlState.PROTOCOL_VIOLATION.code()) ? Reason.PROTOCOL : Reason.SERVER;
            case "0A", "22" -> Reason.PROTOCOL;
            default -> Reason.OTHER;
        };
    }

    /** How many were refused for this reason. */
    public long count(Reason reason) {
        return counts.get(reason).sum();
    }
}
