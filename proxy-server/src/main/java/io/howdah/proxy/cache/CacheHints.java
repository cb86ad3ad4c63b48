package io.howdah.proxy.cache;

import io.howdah.proxy.sql.SqlLexer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What comments in a statement say to the cache: {@code /* cache:off *}{@code /}, {@code /* cache:ttl=60 tags=a,b *}{@code /}. Only
 * comments count, for the text of a string may come from anybody. A hint that cannot be read keeps the answer out of the cache: who
 * wrote the hint wanted less than the configuration gives, perhaps.
 *
 * @param off whether the answer must be neither kept nor given
 * @param ttl how old the answer may get, if the configuration allows so much
 * @param tags names under which the answer can be dropped
 * @param problem why a hint cannot be read; empty if all can
 */
public record CacheHints(boolean off, Optional<Duration> ttl, List<String> tags, String problem) {

    /** Nothing is said. */
    public static final CacheHints NONE = new CacheHints(false, Optional.empty(), List.of(), "");

    /** Tags of one statement. */
    static final int MOST_TAGS = 5;

    /** Characters of a tag. */
    static final int LONGEST_TAG = 64;

    private static final String MARK = "cache:";
    private static final Pattern HINT = Pattern.compile("/\\*\\s*cache:([^*/]*)|--[ \\t]*cache:([^\\r\\n]*)",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern TTL = Pattern.compile("(\\d{1,9})(ms|s|m|min|h|d)?");
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_.:-]{1," + LONGEST_TAG + "}");

    public CacheHints {
        tags = List.copyOf(tags);
    }

    /**
     * Reads a statement's comments.
     *
     * @param text each byte a character
     * @param escapes whether a backslash escapes in an ordinary string (standard_conforming_strings is off)
     */
    public static CacheHints of(String text, boolean escapes) {
        return mayHaveHint(text) ? read(text, escapes) : NONE;
    }

    private static boolean mayHaveHint(String text) {
        for (int at = text.indexOf(':'); at >= 0; at = text.indexOf(':', at + 1)) {
            if (text.regionMatches(true, at + 1 - MARK.length(), MARK, 0, MARK.length())) {
                return true;
            }
        }
        return false;
    }

    private static CacheHints read(String text, boolean escapes) {
        SqlLexer lexer = new SqlLexer(text.getBytes(StandardCharsets.ISO_8859_1), !escapes);
        Reading reading = new Reading();
        int from = 0;
        SqlLexer.Kind kind;
        do {
            kind = lexer.next();
            // Between two tokens there are only blanks and comments.
            Matcher hints = HINT.matcher(text.substring(from, lexer.start()));
            while (hints.find()) {
                reading.hint(hints.group(1) != null ? hints.group(1) : hints.group(2));
            }
            from = lexer.end();
        } while (kind != SqlLexer.Kind.END && kind != SqlLexer.Kind.UNTERMINATED);
        return reading.hints();
    }

    private static final class Reading {
        private boolean off;
        private Optional<Duration> ttl = Optional.empty();
        private final List<String> tags = new ArrayList<>();
        private String problem = "";

        void hint(String words) {
            if (words.isBlank()) {
                problem = "the hint says nothing";
                return;
            }
            for (String word : words.strip().split("\\s+", -1)) {
                int equals = word.indexOf('=');
                String name = (equals < 0 ? word : word.substring(0, equals)).toLowerCase(Locale.ROOT);
                String value = equals < 0 ? "" : word.substring(equals + 1);
                switch (name) {
                    case "off" -> off = true;
                    case "ttl" -> ttl(value);
                    case "tags" -> List.of(value.split(",", -1)).forEach(this::tag);
                    default -> problem = "there is no hint " + printable(name);
                }
            }
        }

        private void ttl(String value) {
            Matcher time = TTL.matcher(value);
            if (!time.matches()) {
                problem = "ttl=" + printable(value) + " is no time";
                return;
            }
            long count = Long.parseLong(time.group(1));
            String unit = time.group(2) == null ? "s" : time.group(2);
            Duration read = switch (unit) {
                case "ms" -> Duration.ofMillis(count);
                case "s" -> Duration.ofSeconds(count);
                case "h" -> Duration.ofHours(count);
                case "d" -> Duration.ofDays(count);
                default -> Duration.ofMinutes(count);
            };
            ttl = ttl.filter(before -> before.compareTo(read) < 0).or(() -> Optional.of(read));
        }

        private void tag(String tag) {
            if (!isTag(tag)) {
                problem = printable(tag) + " is no tag";
            } else if (!tags.contains(tag)) {
                tags.add(tag);
            }
            if (tags.size() > MOST_TAGS) {
                problem = "there are more than " + MOST_TAGS + " tags";
            }
        }

        CacheHints hints() {
            boolean never = off || !problem.isEmpty() || ttl.filter(Duration::isZero).isPresent();
            return never ? new CacheHints(true, ttl, List.of(), problem) : new CacheHints(false, ttl, tags, "");
        }

        private static String printable(String text) {
            String clean = text.replaceAll("[^!-~]", "?");
            return "\"" + (clean.length() > LONGEST_TAG ? clean.substring(0, LONGEST_TAG) + "..." : clean) + "\"";
        }
    }

    /** Whether answers can have this tag. */
    public static boolean isTag(String tag) {
        return TAG.matcher(tag).matches();
    }
}
