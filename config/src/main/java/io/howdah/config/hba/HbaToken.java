package io.howdah.config.hba;

import java.util.Optional;
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

    /** The regular expression. @return empty if it cannot be compiled */
    Optional<Pattern> pattern() {
        try {
            return Optional.of(Pattern.compile(text.substring(1)));
        } catch (PatternSyntaxException e) {
            return Optional.empty();
        }
    }
}
