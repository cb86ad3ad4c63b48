package io.howdah.proxy.server;

import io.netty.buffer.ByteBuf;

/** The commands that the server has completed for its present peer, by their CommandComplete tags. */
final class LastCommands {

    /** COMMIT, as {@link CommandWord} has it. */
    private static final long COMMIT = 0x434F_4D4D_4954_0000L;

    private long last;
    // One bit for each first letter.
    private int initials;
    private boolean some;
    private boolean committed;

    /** A CommandComplete has come whose tag lies at {@code index}. */
    void completed(ByteBuf buffer, int index, int length) {
        last = CommandWord.at(buffer, index, length);
        initials |= 1 << (int) (last >>> 56);
        some = true;
        committed |= last == COMMIT;
    }

    /** Whether a command has completed since the last call. */
    boolean takeSome() {
        boolean had = some;
        some = false;
        return had;
    }

    /** Whether a COMMIT has completed since the last call. */
    boolean takeCommitted() {
        boolean had = committed;
        committed = false;
        return had;
    }

    /** The server has a new peer: the commands so far were not the new peer's. */
    void forget() {
        last = 0;
        initials = 0;
        committed = false;
    }

    /** The first word of the last command's tag; empty before the first command. */
    String last() {
        return CommandWord.text(last);
    }

    /**
     * Whether the first letter of a tag was that of INSERT, MERGE, COPY, CALL or DO. COMMIT, DELETE and others share these
     * letters.
     */
    boolean mayHaveAdvancedSequence() {
        return (initials & (1 << ('I' & 31) | 1 << ('M' & 31) | 1 << ('C' & 31) | 1 << ('D' & 31))) != 0;
    }
}
