package io.howdah.proxy.cache.redis;

import java.util.Objects;

/** Why a command has no answer. Without a stack trace: with a slow Redis there is one for each look-up. */
public final class RedisFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What went wrong. */
    public enum Reason {
        /** There is no era, or the command's era has ended. If the command was sent, nobody knows whether the server ran it. */
        DISCONNECTED,
        /** No answer in time. */
        TIMED_OUT,
        /** Not sent, because look-ups before it had no answer in time. */
        BREAKER_OPEN,
        /** Not sent, because too much is under way. */
        FULL,
        /** The server's answer is an error. */
        REFUSED,
        /** The server's answer is none that the command can have. */
        GARBAGE
    }

    private final Reason reason;

    RedisFailure(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** Never null: each instance has a message. */
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
