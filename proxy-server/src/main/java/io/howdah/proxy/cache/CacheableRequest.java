package io.howdah.proxy.cache;

import io.howdah.protocol.CStrings;
import io.howdah.protocol.FrameScanner;
import io.howdah.protocol.FrontendType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request whose answer may be cached: a simple Query, or Bind, perhaps Describe, and Execute of the unnamed portal with
 * all its rows, and Sync, with the Parse of an unnamed statement in front or with the name of a prepared statement. The whole
 * request must lie in one buffer. One reader serves one loop.
 */
public final class CacheableRequest {

    /** Bytes. A longer request is not looked at. */
    private static final int LONGEST = 64 << 10;

    /** The kinds of request. */
    public enum Kind {
        /** A simple Query. */
        QUERY,
        /** Parse of an unnamed statement, and its use. */
        UNNAMED,
        /** The use of a prepared statement. */
        NAMED
    }

    private ByteBuf in = Unpooled.EMPTY_BUFFER;
    private @Nullable Kind kind;
    private int at;
    private int end;
    private int bodyFrom;
    private int bodyTo;
    private int textFrom;
    private int textTo;
    private int parseTo;
    private int nameFrom;
    private int nameTo;
    private int bindFrom;
    private int bindTo;
    private boolean described;

    /** Reads the request at the buffer's reader index. @return its kind; null if it is none of those */
    public @Nullable Kind read(ByteBuf buffer) {
        in = buffer;
        at = buffer.readerIndex();
        kind = null;
        described = false;
        if (!frame()) {
            return null;
        }
        switch (type()) {
            case FrontendType.QUERY -> query();
            case FrontendType.PARSE -> {
                if (parse() && frame()) {
                    bound(Kind.UNNAMED);
                }
            }
            case FrontendType.BIND -> bound(Kind.NAMED);
            default -> {
                // No other message begins a request that asks for rows.
            }
        }
        return kind;
    }

    private byte type() {
        return in.getByte(bodyFrom - FrameScanner.HEADER_LENGTH);
    }

    /** Goes to the next message. @return whether it is there as a whole */
    private boolean frame() {
        if (at + FrameScanner.HEADER_LENGTH > in.writerIndex()) {
            return false;
        }
        int length = in.getInt(at + 1);
        if (length < 4 || length > LONGEST || length > in.writerIndex() - at - 1) {
            return false;
        }
        bodyFrom = at + FrameScanner.HEADER_LENGTH;
        bodyTo = at + 1 + length;
        at = bodyTo;
        end = bodyTo;
        return end - in.readerIndex() <= LONGEST;
    }

    private void query() {
        textFrom = bodyFrom;
        textTo = CStrings.indexOfNul(in, bodyFrom, bodyTo);
        if (textTo == bodyTo - 1) {
            described = true;
            kind = Kind.QUERY;
        }
    }

    private boolean parse() {
        textFrom = bodyFrom + 1;
        parseTo = bodyTo;
        textTo = bodyTo > bodyFrom && in.getByte(bodyFrom) == 0 ? CStrings.indexOfNul(in, textFrom, bodyTo) : -1;
        return textTo >= 0 && textTo + 3 <= bodyTo && textTo + 3 + 4 * in.getUnsignedShort(textTo + 1) == bodyTo;
    }

    private void bound(Kind found) {
        if (!bind(found) || !frame()) {
            return;
        }
        if (type() == FrontendType.DESCRIBE) {
            described = isPortal();
            if (!described || !frame()) {
                return;
            }
        }
        // Execute of the unnamed portal without a limit, and Sync.
        if (type() == FrontendType.EXECUTE && bodyTo - bodyFrom == 5 && in.getByte(bodyFrom) == 0 && in.getInt(bodyFrom + 1) == 0
                && frame() && type() == FrontendType.SYNC && bodyTo == bodyFrom) {
            kind = found;
        }
    }

    private boolean bind(Kind found) {
        if (type() != FrontendType.BIND || bodyTo == bodyFrom || in.getByte(bodyFrom) != 0) {
            return false;
        }
        nameFrom = bodyFrom + 1;
        nameTo = CStrings.indexOfNul(in, nameFrom, bodyTo);
        bindFrom = nameTo + 1;
        bindTo = bodyTo;
        return nameTo >= 0 && (nameTo > nameFrom) == (found == Kind.NAMED);
    }

    private boolean isPortal() {
        return bodyTo - bodyFrom == 2 && in.getByte(bodyFrom) == 'P' && in.getByte(bodyFrom + 1) == 0;
    }

    // ---- the request

    /** The kind of the request that was read last. */
    public Kind kind() {
        assert kind != null : "read has returned a kind";
        return kind;
    }

    /** Whether the client wants to hear the columns. */
    public boolean isDescribed() {
        return described;
    }

    /** Index behind the request. */
    public int end() {
        return end;
    }

    /** Index of the text; of a NAMED request there is none. */
    public int textFrom() {
        return textFrom;
    }

    /** Index of the NUL behind the text. */
    public int textTo() {
        return textTo;
    }

    /** Index behind the Parse message of an UNNAMED request; its text and types begin at {@link #textFrom}. */
    public int parseTo() {
        return parseTo;
    }

    /** Index of the statement's name in a NAMED request. */
    public int nameFrom() {
        return nameFrom;
    }

    /** Index of the NUL behind the name. */
    public int nameTo() {
        return nameTo;
    }

    /** Index of the formats and values in Bind. */
    int bindFrom() {
        return bindFrom;
    }

    /** Index behind Bind. */
    int bindTo() {
        return bindTo;
    }

    /** The text, as far as it is ASCII; other bytes are some other characters. */
    String text() {
        return in.toString(textFrom, textTo - textFrom, StandardCharsets.ISO_8859_1);
    }

    /** Whether a value in text format matches, or Bind cannot be read. */
    boolean anyTextValue(Predicate<String> matches) {
        int index = bindFrom;
        if (index + 2 > bindTo) {
            return true;
        }
        int formats = in.getUnsignedShort(index);
        int formatsAt = index + 2;
        index = formatsAt + 2 * formats;
        if (index + 2 > bindTo) {
            return true;
        }
        int count = in.getUnsignedShort(index);
        index += 2;
        for (int i = 0; i < count; i++) {
            if (index + 4 > bindTo) {
                return true;
            }
            int length = in.getInt(index);
            index += 4;
            if (length > bindTo - index) {
                return true;
            }
            boolean isText = formats == 0 || in.getShort(formatsAt + 2 * (formats == 1 ? 0 : Math.min(i, formats - 1))) == 0;
            if (length > 0 && isText && matches.test(in.toString(index, length, StandardCharsets.ISO_8859_1))) {
                return true;
            }
            index += Math.max(0, length);
        }
        return false;
    }
}
