package io.howdah.proxy.sql;

import io.netty.buffer.ByteBuf;

/** CommandComplete tags that say something about session state; read where they lie, for they come with every statement. */
public enum CommandTag {
    /** Anything else. */
    OTHER(""),
    /** SET in all its forms. */
    SET("SET"),
    /** RESET in all its forms. */
    RESET("RESET"),
    /** DISCARD ALL: everything is as after login. */
    DISCARD_ALL("DISCARD ALL"),
    /** ROLLBACK, also in answer to the COMMIT of a transaction that has failed. */
    ROLLBACK("ROLLBACK"),
    /** DEALLOCATE of one name. */
    DEALLOCATE("DEALLOCATE"),
    /** DEALLOCATE ALL: no prepared statement is left. */
    DEALLOCATE_ALL("DEALLOCATE ALL"),
    /** PREPARE as SQL. */
    PREPARE("PREPARE"),
    /** LISTEN. */
    LISTEN("LISTEN"),
    /** LOAD: a library that stays. */
    LOAD("LOAD"),
    /** DO: anything may have happened. */
    DO("DO"),
    /** CALL: anything may have happened. */
    CALL("CALL"),
    /** DECLARE CURSOR, perhaps WITH HOLD. */
    DECLARE_CURSOR("DECLARE CURSOR");

    private final byte[] text;

    CommandTag(String text) {
        this.text = text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    /** Whether no prepared statement is left. */
    public boolean endsAllStatements() {
        return this == DEALLOCATE_ALL || this == DISCARD_ALL;
    }

    /** The tag that lies at {@code index}, ended by a NUL. */
    public static CommandTag at(ByteBuf buffer, int index, int length) {
        if (length < 3) {
            return OTHER;
        }
        switch (buffer.getByte(index)) {
            case 'S':
                return length == 4 ? match(buffer, index, length, SET) : OTHER;
            case 'R':
                return length == 6 ? match(buffer, index, length, RESET) : match(buffer, index, length, ROLLBACK);
            case 'D':
                switch (buffer.getByte(index + 1)) {
                    case 'I':
                        return match(buffer, index, length, DISCARD_ALL);
                    case 'O':
                        return match(buffer, index, length, DO);
                    case 'E':
                        return buffer.getByte(index + 2) == 'C'
                                ? match(buffer, index, length, DECLARE_CURSOR)
                                : match(buffer, index, length, length == 11 ? DEALLOCATE : DEALLOCATE_ALL);
                    default:
                        return OTHER;
                }
            case 'P':
                return match(buffer, index, length, PREPARE);
            case 'L':
                return length == 5 ? match(buffer, index, length, LOAD) : match(buffer, index, length, LISTEN);
            case 'C':
                return match(buffer, index, length, CALL);
            default:
                return OTHER;
        }
    }

    private static CommandTag match(ByteBuf buffer, int index, int length, CommandTag tag) {
        byte[] text = tag.text;
        if (length != text.length + 1) {
            return OTHER;
        }
        for (int i = 0; i < text.length; i++) {
            if (buffer.getByte(index + i) != text[i]) {
                return OTHER;
            }
        }
        return tag;
    }
}
