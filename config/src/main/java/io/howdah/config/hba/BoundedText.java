package io.howdah.config.hba;

/**
 * A text that a regular expression may look at so many times. Java's expressions try every way to match, which may be more than
 * any computer can, and PostgreSQL's do not: a name made for that must not stop an event loop.
 */
final class BoundedText implements CharSequence {

    /** An expression that makes sense looks at each character of a name of 63 bytes a few times. */
    private static final int MOST_LOOKS = 100_000;

    private final String pattern;
    private final String text;
    private int looks;

    /** @param pattern for the error */
    BoundedText(String pattern, String text) {
        this.pattern = pattern;
        this.text = text;
    }

    @Override
    public char charAt(int index) {
        if (++looks > MOST_LOOKS) {
            throw new PatternTooSlowException(pattern);
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.substring(start, end);
    }

    @Override
    public String toString() {
        return text;
    }
}
