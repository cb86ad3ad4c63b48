package io.howdah.proxy.sql;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Says of most texts, at a third of the automaton's price, that they hold none of its words: it looks at every four bytes in a
 * row whether they are a rare piece of one. An automaton has to wait for one step's look-up before the next; here no look waits
 * for another, so that the processor makes several at once.
 *
 * <p>Whatever it finds is for the automaton to judge; what it passes holds no word and no semicolon but at its end.
 */
final class WordFilter {

    private static final int PIECE = Integer.BYTES;
    private static final int WINDOW = Long.BYTES;

    /** How many pieces begin in a window and end in it too. */
    private static final int STEP = WINDOW - PIECE + 1;

    /** Sets the bit that tells small letters from capitals; what else it changes makes the filter say "perhaps" once more. */
    private static final long FOLD = 0x2020202020202020L;

    private static final long EACH_LOW = 0x0101010101010101L;
    private static final long EACH_HIGH = EACH_LOW << 7;
    private static final long SEMICOLONS = EACH_LOW * ';';
    private static final long AMPERSANDS = EACH_LOW * '&';

    private static final int SLOT_BITS = 7;
    private static final int SHIFT = Integer.SIZE - SLOT_BITS;

    private final int[] pieces = new int[1 << SLOT_BITS];
    private final int multiplier;

    /** @param rare what to look for, in lower case: four bytes each, or the ampersand */
    WordFilter(List<String> rare) {
        int[] wanted = rare.stream().filter(piece -> !piece.equals("&")).mapToInt(WordFilter::piece).toArray();
        int candidate = 0x9E3779B1;
        // A few odd factors on, one is found under which no two pieces share a slot.
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

    /** Whether {@code [from, to)} surely holds nothing; of a text shorter than a window that is not said. */
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
        // A byte of zeros borrows from its highest bit.
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
