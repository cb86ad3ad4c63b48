package io.howdah.proxy.auth.oauth;

/** A token is not good. The message says why, for the log alone, and has no part of the token that nobody has signed. */
final class RefusedToken extends Exception {

    private static final long serialVersionUID = 1L;

    RefusedToken(String message) {
        super(message, null, false, false);
    }
}
