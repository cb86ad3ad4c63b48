package io.howdah.proxy.client;

import io.howdah.protocol.CStrings;
import io.howdah.proxy.prepared.PreparedStatement;
import io.howdah.proxy.stream.FrameStream;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Reads and replaces names of statements and portals in a message. A name may hold any bytes. */
final class StatementNames {

    private static final byte[] PREFIX = PreparedStatement.NAME_PREFIX.getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOBODYS_NAME = {1};

    private StatementNames() {}

    /** The name in {@code [from, to)} as a key of a map: one char for each byte. */
    static String key(ByteBuf in, int from, int to) {
        return in.toString(from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** Whether the name begins like the pooler's own names on servers. */
    static boolean looksLikeThePoolers(ByteBuf in, int index, int length) {
        if (length < PREFIX.length) {
            return false;
        }
        for (int i = 0; i < PREFIX.length; i++) {
            if (in.getByte(index + i) != PREFIX[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Replaces the statement name in {@code [name, nameEnd)} of the current frame. The bytes behind the name follow unchanged.
     */
    static void rename(FrameStream stream, int name, int nameEnd, byte[] newName) {
        ByteBuf in = stream.buffer();
        ByteBuf out = stream.replaceUpTo(nameEnd);
        out.writeByte(stream.type());
        out.writeInt(4 + stream.bodyLength() - (nameEnd - name) + newName.length);
        out.writeBytes(in, stream.bodyIndex(), name - stream.bodyIndex());
        out.writeBytes(newName);
    }

    /** Like {@link #rename}, with a name that no statement has. */
    static void renameToNobodys(FrameStream stream, int name, int nameEnd) {
        rename(stream, name, nameEnd, NOBODYS_NAME);
    }

    /** Whether a whole Describe or Close names a statement and is well formed. PostgreSQL reports a malformed message. */
    static boolean isOfStatement(FrameStream stream) {
        ByteBuf in = stream.buffer();
        int body = stream.bodyIndex();
        return stream.bodyLength() >= 2 && in.getByte(body) == 'S'
                && CStrings.indexOfNul(in, body + 1, stream.position()) == stream.position() - 1;
    }
}
