package io.howdah.proxy.server;

import io.netty.buffer.ByteBuf;

/** Which commands the present peer's requests have been answered with, as their tags say. */
final class LastCommands {

    private long last;
    // The first letters, a bit each.
    private int initials;

    /** A tag lies at {@code index}. */
    void completed(ByteBuf buffer, int index, int length) {
        last = CommandWord.at(buffer, index, length);
        initials |= 1 << (int) (last >>> 56);
    }

    /** Somebody else is linked: the commands so far were not theirs. */
    void forget() {
        last = 0;
        initials = 0;
    }

    /** The first word of the last command's tag; empty before the first. */
    String last() {
        return CommandWord.text(last);
    }

    /** Whether one of the commands was INSERT, MERGE, COPY, CALL, DO or one that begins like them. */
    boolean mayHaveAdvancedSequence() {
        return (initials & (1 << ('I' & 31) | 1 << ('M' & 31) | 1 << ('C' & 31) | 1 << ('D' & 31))) != 0;
    }
}
