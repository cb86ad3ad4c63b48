package io.howdah.config;

import java.util.ArrayList;
import java.util.List;

/**
 * A text in which {@code *} stands for any text, also for none. The first place where a piece between two stars fits is as good
 * as any later place, so matching never goes back: one pass over the text, however many stars there are.
 *
 * @param start the piece before the first star
 * @param middle the pieces between stars, none of them empty
 * @param end the piece behind the last star
 * @param hasStar if not, the text must be {@code start}
 */
record Wildcard(String start, List<String> middle, String end, boolean hasStar) {

    private static final char STAR = '*';

    static Wildcard of(String pattern) {
        int first = pattern.indexOf(STAR);
        if (first < 0) {
            return new Wildcard(pattern, List.of(), "", false);
        }
        List<String> middle = new ArrayList<>();
        int from = first + 1;
        for (int star = pattern.indexOf(STAR, from); star >= 0; star = pattern.indexOf(STAR, from)) {
            if (star > from) {
                middle.add(pattern.substring(from, star));
            }
            from = star + 1;
        }
        return new Wildcard(pattern.substring(0, first), List.copyOf(middle), pattern.substring(from), true);
    }

    boolean matches(String text) {
        if (!hasStar) {
            return text.equals(start);
        }
        int last = text.length() - end.length();
        if (last < start.length() || !text.startsWith(start) || !text.endsWith(end)) {
            return false;
        }
        int at = start.length();
        for (String piece : middle) {
            int found = text.indexOf(piece, at);
            if (found < 0 || found + piece.length() > last) {
                return false;
            }
            at = found + piece.length();
        }
        return true;
    }
}
