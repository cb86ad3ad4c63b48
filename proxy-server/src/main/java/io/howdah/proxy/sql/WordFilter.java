package io.howdah.proxy.sql;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Shows for most texts, at a third of the automaton's cost, that they contain none of its words. It checks for every four
 * consecutive bytes whether they are a rare piece of a word. Each step of an automaton has to wait for the look-up of the step
 * before. These checks are independent, so the processor makes several at once.
 *
 * <p>The automaton judges what the filter finds. A text that the filter passes contains no word, and no semicolon but at its end.
 */
final class WordFilter {

    private static final int PIECE = Integer.BYTES;
    private static final int WINDOW = Long.BYTES;

    /** Number of pieces that lie entirely in a window. */
    private static final int STEP = WINDOW - PIECE + 1;

    /**
     * Sets the bit that distinguishes lower-case letters from capitals. It also changes other bytes, which at worst causes a
     * needless "perhaps".
     */
    private static final long FOLD = 0x2020202020202020L;

    private static final long EACH_LOW = 0x0101010101010101L;
    private static final long EACH_HIGH = EACH_LOW << 7;
    private static final long SEMICOLONS = EACH_LOW * ';';
    private static final long AMPERSANDS = EACH_LOW * '&';

    private static final int SLOT_BITS = 7;
    private static final int SHIFT = Integer.SIZE - SLOT_BITS;

    private final int[] pieces = new int[1 << SLOT_BITS];
    private final int multiplier;

    /** @param rare the pieces, in lower case: four bytes each, or the ampersand */
    WordFilter(List<String> rare) {
        int[] wanted = rare.stream().filter(piece -> !piece.equals("&")).mapToInt(WordFilter::piece).toArray();
        int candidate = 0x9E3779B1;
        // Tries odd factors until no two pieces share a slot, which takes a few steps.
        while (!place(wanted, candidate)) {
            candidate += 2;
        }
        multiplier = candidate;
    }

    private static int piece(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        if (bytes.length != PIECE) {
            throw new IllegalArgumentException(text + " (expected: " + PIECE + " bytes)");
        }
        return (bytes[0] & 0xff | (bytes[1] & 0xff) << 8 | (bytes[2] & 0xff) << 16 | (bytes[3] & 0xff) << 24) | (int) FOLD;
    }

    private boolean place(int[] wanted, int candidate) {
        Arrays.fill(pieces, 0);
        for (int piece : wanted) {
            int slot = piece * candidate >>> SHIFT;
            if (pieces[slot] != 0) {
                return false;
            }
            pieces[slot] = piece;
        }
        return true;
    }

    /** Whether {@code [from, to)} surely contains no word; false for a text shorter than a window. */
    boolean findsNothing(ByteBuf sql, int from, int to) {
        int end = to;
        while (end > from && endsText(sql.getByte(end - 1))) {
            end--;
        }
        int last = end - WINDOW;
        if (last < from) {
            return false;
        }
        int at = from;
        while (at < last) {
            if (mayHold(sql.getLongLE(at))) {
                return false;
            }
            at += STEP;
        }
        return !mayHold(sql.getLongLE(last));
    }

    private boolean mayHold(long window) {
        long folded = window | FOLD;
        long semicolons = folded ^ SEMICOLONS;
        long ampersands = folded ^ AMPERSANDS;
        // The subtraction borrows from the highest bit of a zero byte.
        long found = (semicolons - EACH_LOW & ~semicolons | ampersands - EACH_LOW & ~ampersands) & EACH_HIGH;
        return found != 0 || isPiece((int) folded) || isPiece((int) (folded >>> 8)) || isPiece((int) (folded >>> 16))
                || isPiece((int) (folded >>> 24)) || isPiece((int) (folded >>> 32));
    }

    private boolean isPiece(int four) {
        return pieces[four * multiplier >>> SHIFT] == four;
    }

    private static boolean endsText(byte b) {
        return Lexical.isBlank(b) || b == ';' || b == 0;
    }
}
