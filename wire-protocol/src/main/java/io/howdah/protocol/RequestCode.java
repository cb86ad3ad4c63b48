package io.howdah.protocol;

/**
 * Codes that stand in place of the protocol version in the untyped packets before or instead of a session. The numbers are
 * PostgreSQL's {@code PG_PROTOCOL(1234, n)}, which are no protocol versions.
 */
public final class RequestCode {

    /** {@code CANCEL_REQUEST_CODE}, 1234.5678. */
    public static final int CANCEL = 80877102;

    /** {@code NEGOTIATE_SSL_CODE}, 1234.5679. */
    public static final int SSL = 80877103;

    /** {@code NEGOTIATE_GSS_CODE}, 1234.5680. */
    public static final int GSSENC = 80877104;

    private RequestCode() {
    }
}
