package io.howdah.proxy.client.login;

import io.howdah.protocol.SqlState;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts the clients that a listener has refused. Any thread may call. */
public final class LoginRefusals {

    /** Why a client was refused. */
    public enum Reason {
        /** The client could not prove its identity, or the user does not exist. */
        AUTHENTICATION,
        /** A limit on clients or on memory is reached. */
        TOO_MANY_CLIENTS,
        /** The database does not exist, or is disabled. */
        NO_DATABASE,
        /** The pooler ends. */
        SHUTTING_DOWN,
        /** The client broke the protocol, or asked for a feature that does not exist. */
        PROTOCOL,
        /** The login needs a server, and none could be reached. */
        SERVER,
        /** Any other reason. */
        OTHER
    }

    private final Map<Reason, LongAdder> counts = new EnumMap<>(Reason.class);

    LoginRefusals() {
        for (Reason reason : Reason.values()) {
            counts.put(reason, new LongAdder());
        }
    }

    /** A client was refused with this SQLSTATE, which may be null. */
    void add(@Nullable String sqlState) {
        counter(reason(sqlState == null || sqlState.length() != 5 ? "-----" : sqlState)).increment();
    }

    private LongAdder counter(Reason reason) {
        LongAdder counter = counts.get(reason);
        assert counter != null : "each reason has its count";
        return counter;
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

    /** How many clients were refused for this reason. */
    public long count(Reason reason) {
        return counter(reason).sum();
    }
}
