package io.howdah.proxy.cache.redis;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the frames of what a server sends, before Lettuce does. Lettuce believes every number: for an array that is said to have
 * a billion elements it makes room at once, and a JVM that runs out of memory ends. It does not look at the line ends behind
 * a text either, so the next answer would begin in the middle of this one.
 *
 * <p>RESP3: each element begins with its type. Texts have their length in a line and then the bytes and a line end, aggregates have
 * the number of their elements in a line, all others are a line.
 */
final class Framing {

    /** More elements than any answer has: CLUSTER SLOTS has no more than 16384. */
    static final int MOST_ELEMENTS = 20_000;
    /** As long as the longest text of a line that Redis sends, an error. */
    static final int LONGEST_LINE = 64 << 10;

    private static final int TYPE = 0;
    private static final int LINE = 1;
    private static final int NUMBER = 2;
    private static final int BODY = 3;
    private static final int LINE_END = 4;
    private static final int BODY_END = 5;

    private final int longestText;
    private int state = TYPE;
    private boolean isText;
    private boolean isNegative;
    private int digits;
    private long number;
    private int length;

    /** @param longestText bytes of the longest text that is let pass */
    Framing(int longestText) {
        this.longestText = longestText;
    }

    /** Reads all readable bytes and leaves them readable. @return what is wrong with them, null if they may go on */
    @Nullable
    String check(ByteBuf bytes) {
        int at = bytes.readerIndex();
        int end = bytes.writerIndex();
        while (at < end) {
            if (state == BODY) {
                long step = Math.min(number, end - at);
                at += (int) step;
                number -= step;
                if (number == 0) {
                    state = BODY_END;
                }
                continue;
            }
            byte next = bytes.getByte(at++);
            @Nullable String wrong = switch (state) {
                case TYPE -> type(next);
                case LINE -> line(next);
                case NUMBER -> number(next);
                case LINE_END -> next == '\n' ? lineEnd() : "a line without an end";
                default -> bodyEnd(next);
            };
            if (wrong != null) {
                return wrong;
            }
        }
        return null;
    }

    private @Nullable String type(byte next) {
        length = 0;
        switch (next) {
            case '+', '-', ':', '_', '#', ',', '(' -> state = LINE;
            case '$', '=', '!', '*', '%', '~', '>' -> {
                isText = next == '$' || next == '=' || next == '!';
                isNegative = false;
                digits = 0;
                number = 0;
                state = NUMBER;
            }
            default -> {
                return "bytes that are no answer of Redis";
            }
        }
        return null;
    }

    private @Nullable String line(byte next) {
        if (next == '\r') {
            isText = false;
            number = 0;
            state = LINE_END;
        } else if (++length > LONGEST_LINE) {
            return "a line of more than " + LONGEST_LINE + " bytes";
        }
        return null;
    }

    private @Nullable String number(byte next) {
        if (next == '\r' && digits > 0) {
            if (isNegative && number != 1) {
                return "a negative length";
            }
            if (number > (isText ? longestText : MOST_ELEMENTS)) {
                return isText ? "a text of " + number + " bytes" : number + " elements";
            }
            state = LINE_END;
        } else if (next == '-' && digits == 0 && !isNegative) {
            isNegative = true;
        } else if (next >= '0' && next <= '9' && digits < 10) {
            digits++;
            number = 10 * number + next - '0';
        } else {
            return "a length that is no number";
        }
        return null;
    }

    /** A negative length stands for null, which has no bytes and no second line end. */
    private @Nullable String lineEnd() {
        boolean hasBody = isText && !isNegative;
        state = !hasBody ? TYPE : number > 0 ? BODY : BODY_END;
        length = 0;
        return null;
    }

    private @Nullable String bodyEnd(byte next) {
        if (next != (length == 0 ? '\r' : '\n')) {
            return "a text that does not end where it should";
        }
        if (++length == 2) {
            state = TYPE;
        }
        return null;
    }
}
