package io.howdah.config.hba;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * One word of a rule (PostgreSQL's {@code AuthToken}). A quoted word is never a keyword. A word that begins with a slash is a regular
 * expression.
 *
 * @param quoted whether the word begins with a quote
 */
public record HbaToken(String text, boolean quoted) {

    /** Whether this is the keyword, which a quoted word never is. */
    boolean is(String keyword) {
        return !quoted && text.equals(keyword);
    }

    /** Whether this is a regular expression. */
    boolean isPattern() {
        return text.length() > 1 && text.charAt(0) == '/';
    }

    /** The group behind an unquoted plus; null if this names no group. */
    @Nullable
    String group() {
        return !quoted && text.length() > 1 && text.charAt(0) == '+' ? text.substring(1) : null;
    }

    /**
     * Looks for the regular expression in a name.
     *
     * @return the match; null if there is none
     * @throws PatternTooSlowException if that takes too many steps
     */
    @Nullable
    Matcher find(String name) {
        Matcher matcher = pattern().orElseThrow().matcher(new BoundedText(text, name));
        try {
            return matcher.find() ? matcher : null;
        } catch (StackOverflowError deep) {
            // Java's expressions go deeper with each repetition of a group.
            throw new PatternTooSlowException(text);
        }
    }

    /** The regular expression. @return empty if it cannot be compiled */
    Optional<Pattern> pattern() {
        try {
            return Optional.of(Pattern.compile(text.substring(1)));
        } catch (PatternSyntaxException e) {
            return Optional.empty();
        }
    }
}
