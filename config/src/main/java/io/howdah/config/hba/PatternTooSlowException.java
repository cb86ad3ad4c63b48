package io.howdah.config.hba;

/** A regular expression of an operator's file needs too many steps for a name, which a stranger may have chosen for that. */
public final class PatternTooSlowException extends RuntimeException {

    private static final long serialVersionUID = 1;

    PatternTooSlowException(String pattern) {
        super("the regular expression " + pattern + " takes too long", null, false, false);
    }
}
