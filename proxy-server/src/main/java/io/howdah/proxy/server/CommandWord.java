package io.howdah.proxy.server;

import io.netty.buffer.ByteBuf;
import java.util.Map;

/**
 * The first word of a CommandComplete tag, kept as a number of its first eight bytes. The pooler notes the word of every command,
 * but spells it out only if an operator asks.
 */
final class CommandWord {

    /** Words of more than eight letters, by their first eight. */
    private static final Map<String, String> CUT = Map.of(
            "SAVEPOIN", "SAVEPOINT", "DEALLOCA", "DEALLOCATE", "CHECKPOI", "CHECKPOINT");

    private CommandWord() {}

    /** @param length of the tag, its NUL included */
    static long at(ByteBuf buffer, int index, int length) {
        if (length >= Long.BYTES) {
            return buffer.getLong(index);
        }
        long word = 0;
        for (int i = 0; i < length; i++) {
            word |= (buffer.getByte(index + i) & 0xffL) << (56 - 8 * i);
        }
        return word;
    }

    /** The word as text; empty for 0, which stands for no command. */
    static String text(long word) {
        StringBuilder text = new StringBuilder(Long.BYTES);
        for (int shift = 56; shift >= 0; shift -= 8) {
            char c = (char) (word >>> shift & 0xff);
            if (c <= ' ') {
                return text.toString();
            }
            text.append(c);
        }
        return CUT.getOrDefault(text.toString(), text.toString());
    }
}
