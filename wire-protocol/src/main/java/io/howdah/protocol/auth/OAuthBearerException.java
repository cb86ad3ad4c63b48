package io.howdah.protocol.auth;

import io.howdah.protocol.SqlState;
import org.jspecify.annotations.Nullable;

/**
 * A message of OAUTHBEARER that the mechanism does not allow: 08P01, or 0A000 for an authorization identity. Neither message nor
 * detail has a part of a token. There is no stack trace: the fault is the client's.
 */
public final class OAuthBearerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final SqlState state;
    private final @Nullable String detail;

    OAuthBearerException(SqlState state, String message, @Nullable String detail) {
        super(message, null, false, false);
        this.state = state;
        this.detail = detail;
    }

    static OAuthBearerException malformed(String detail) {
        return new OAuthBearerException(SqlState.PROTOCOL_VIOLATION, "malformed OAUTHBEARER message", detail);
    }

    /** The SQLSTATE's condition. */
    public SqlState state() {
        return state;
    }

    /** PostgreSQL's words for what is wrong; null for none. */
    public @Nullable String detail() {
        return detail;
    }
}
