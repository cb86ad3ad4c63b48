package io.howdah.proxy.session;

/** Why a client keeps its server beyond the end of a transaction. */
public enum PinReason {
    /** {@code pool_mode = session}: the server stays until the client leaves. */
    SESSION_MODE
}
