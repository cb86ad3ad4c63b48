package io.howdah.proxy.prepared;

import io.howdah.protocol.FrontendType;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * A statement's text and parameter types, as a Parse message gave them, with the name it has on every server. Shared by all clients that
 * sent the same, whatever they call it.
 */
public final class PreparedStatement {

    /** What server-side names begin with; PgBouncer says PGBOUNCER_. */
    public static final String NAME_PREFIX = "HOWDAH_";

    private final byte[] serverName;
    private final byte[] body;
    private final int sessionState;

    /**
     * @param number unique for the life of the pooler
     * @param body the Parse message after the name: query text, NUL, number of types, types
     * @param sessionState what running it may leave behind on the server, as the classifier said
     */
    PreparedStatement(long number, byte[] body, int sessionState) {
        this.serverName = (NAME_PREFIX + number).getBytes(StandardCharsets.US_ASCII);
        this.body = body;
        this.sessionState = sessionState;
    }

    /** Its name on servers, without the NUL. */
    public byte[] serverName() {
        return serverName;
    }

    /** What running it may leave behind on a server. */
    public int sessionState() {
        return sessionState;
    }

    /** Length of text and types in bytes. */
    public int length() {
        return body.length;
    }

    /** Writes the Parse message that prepares it on a server. */
    public void writeParse(ByteBuf out) {
        out.writeByte(FrontendType.PARSE);
        out.writeInt(4 + serverName.length + 1 + body.length);
        out.writeBytes(serverName).writeByte(0);
        out.writeBytes(body);
    }

    /** Writes the Close message that takes it from a server. */
    public void writeClose(ByteBuf out) {
        out.writeByte(FrontendType.CLOSE);
        out.writeInt(4 + 1 + serverName.length + 1);
        out.writeByte('S');
        out.writeBytes(serverName).writeByte(0);
    }

    byte[] body() {
        return body;
    }

    @Override
    public String toString() {
        return new String(serverName, StandardCharsets.US_ASCII);
    }
}
