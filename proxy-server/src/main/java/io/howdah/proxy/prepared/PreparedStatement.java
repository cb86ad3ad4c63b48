package io.howdah.proxy.prepared;

import io.howdah.protocol.FrontendType;
import io.howdah.proxy.ledger.Account;
import io.howdah.proxy.sql.StatementVerdict;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A statement's text and parameter types, as a Parse message gave them, and its name on every server. All clients that sent the
 * same text and types share one PreparedStatement, whatever their names for it.
 */
public final class PreparedStatement implements Booking {

    /** The prefix of names on servers; PgBouncer's is PGBOUNCER_. */
    public static final String NAME_PREFIX = "HOWDAH_";

    private static final Pattern UNPRINTABLE = Pattern.compile("[\\s\\p{Cntrl}]+", Pattern.UNICODE_CHARACTER_CLASS);

    /** Bytes of the statement's objects, roughly. */
    private static final int OVERHEAD = 256;

    /** All versions of one text. */
    interface Versions {
        /** The version with this shape. */
        PreparedStatement of(Shape shape);

        /** Whether clients share them. */
        boolean areShared();
    }

    private final long number;
    private final byte[] serverName;
    private final byte[] body;
    private final StatementVerdict verdict;
    /** Null if nobody counts the bytes. */
    private final @Nullable Account account;
    private final AtomicInteger holders = new AtomicInteger();
    /** Null if there is only this version. The reference keeps the other versions. */
    private final @Nullable Versions versions;
    private volatile @Nullable Shape shape;

    /**
     * @param number unique for the life of the pooler
     * @param body the Parse message after the name: query text, NUL, number of types, types
     * @param verdict what running the statement does to a session, by the text alone
     */
    PreparedStatement(long number, byte[] body, StatementVerdict verdict) {
        this(number, body, verdict, null);
    }

    /** @param account counts the statement's bytes while a client or a server holds the statement */
    PreparedStatement(long number, byte[] body, StatementVerdict verdict, @Nullable Account account) {
        this(number, body, verdict, account, null);
    }

    /** @param versions all versions of the same text; null if there is only this one */
    PreparedStatement(long number, byte[] body, StatementVerdict verdict, @Nullable Account account,
            @Nullable Versions versions) {
        this.versions = versions;
        this.account = account;
        this.number = number;
        this.serverName = (NAME_PREFIX + number).getBytes(StandardCharsets.US_ASCII);
        this.body = body;
        this.verdict = verdict;
    }

    /** A client or a server holds the statement from now on. Any thread may call. */
    void held() {
        if (holders.getAndIncrement() == 0 && account != null) {
            account.add(OVERHEAD + body.length);
        }
    }

    /** A client or a server no longer holds the statement. Any thread may call. */
    void letGo() {
        if (holders.decrementAndGet() == 0 && account != null) {
            account.giveBack(OVERHEAD + body.length);
        }
    }

    /** Whether the statement has this shape. The first call sets the shape. Any thread may call. */
    public boolean hasShape(Shape found) {
        synchronized (this) {
            if (shape == null) {
                shape = found;
            }
        }
        return shape.equals(found);
    }

    /** Whether the statement's shape is known. */
    public boolean isDescribed() {
        return shape != null;
    }

    /** The version of the statement with this shape. Any thread may call. */
    PreparedStatement version(Shape other) {
        return versions == null ? this : versions.of(other);
    }

    /** Whether other clients may have this statement, or get it when they send the same text. */
    public boolean isShared() {
        return versions != null && versions.areShared();
    }

    /** The statement has the shape of another, if that is known. */
    void takesShapeOf(PreparedStatement other) {
        Shape known = other.shape;
        if (known != null) {
            hasShape(known);
        }
    }

    /** Unique for the life of the pooler; a newer statement has a higher number. */
    public long number() {
        return number;
    }

    // ---- the booking of the pooler's own Parse and Close

    @Override
    public PreparedStatement statement() {
        return this;
    }

    @Override
    public void skipped(byte type, ServerStatements on) {
        if (type == FrontendType.PARSE) {
            on.remove(this);
        } else if (type == FrontendType.CLOSE) {
            on.add(this);
            on.confirm(this);
        }
    }

    @Override
    public boolean unheard(byte type, ServerStatements on) {
        on.unknown(this);
        return false;
    }

    @Override
    public void outlivesDiscard(byte type, ServerStatements on) {
        if (type == FrontendType.PARSE) {
            on.add(this);
        }
    }

    // ---- text

    /** The statement's name on servers, without its NUL. */
    public byte[] serverName() {
        return serverName;
    }

    /** What running the statement does to a session. */
    public StatementVerdict verdict() {
        return verdict;
    }

    /** Length of text and types in bytes. */
    public int length() {
        return body.length;
    }

    /**
     * The beginning of the query text on one line, for people. White space and control characters, which a terminal might obey,
     * become one blank. Bytes that are not UTF-8 become U+FFFD.
     *
     * @param most characters; three dots follow if the text has more
     */
    public String abbreviated(int most) {
        // White space that becomes one blank makes the line shorter than the bytes read for it.
        int read = 0;
        while (read < 16 * most && read < body.length && body[read] != 0) {
            read++;
        }
        boolean whole = read == body.length || body[read] == 0;
        String line = UNPRINTABLE.matcher(new String(body, 0, read, StandardCharsets.UTF_8)).replaceAll(" ").strip();
        if (line.codePointCount(0, line.length()) > most) {
            line = line.substring(0, line.offsetByCodePoints(0, most));
            whole = false;
        }
        return whole ? line : line + "...";
    }

    /**
     * Writes the Parse message that prepares the statement on a server. If the statement's shape is known, the Parse names the
     * parameter types that clients have been told.
     */
    public void writeParse(ByteBuf out) {
        Shape known = shape;
        if (known != null) {
            int text = 0;
            while (body[text] != 0) {
                text++;
            }
            int[] types = known.parameters();
            out.writeByte(FrontendType.PARSE);
            out.writeInt(4 + serverName.length + 1 + text + 1 + 2 + 4 * types.length);
            out.writeBytes(serverName).writeByte(0);
            out.writeBytes(body, 0, text + 1).writeShort(types.length);
            for (int type : types) {
                out.writeInt(type);
            }
            return;
        }
        out.writeByte(FrontendType.PARSE);
        out.writeInt(4 + serverName.length + 1 + body.length);
        out.writeBytes(serverName).writeByte(0);
        out.writeBytes(body);
    }

    /** Writes the Describe message that asks a server for the statement's shape. */
    public void writeDescribe(ByteBuf out) {
        out.writeByte(FrontendType.DESCRIBE);
        out.writeInt(4 + 1 + serverName.length + 1);
        out.writeByte('S');
        out.writeBytes(serverName).writeByte(0);
    }

    /** Writes the Close message that removes the statement from a server. */
    public void writeClose(ByteBuf out) {
        out.writeByte(FrontendType.CLOSE);
        out.writeInt(4 + 1 + serverName.length + 1);
        out.writeByte('S');
        out.writeBytes(serverName).writeByte(0);
    }

    /** The query text, at most this many bytes of it. */
    public byte[] text(int most) {
        int length = 0;
        while (length < Math.min(body.length, most) && body[length] != 0) {
            length++;
        }
        return Arrays.copyOf(body, length);
    }

    /** Text, NUL, number of parameter types and types, as the clients' Parse messages gave them. */
    public byte[] parseBody() {
        return body.clone();
    }

    /** {@link #parseBody} and the shape, for one who has no object that stands for both; each behind its length. */
    public byte[] shapedBody() {
        Shape known = shape;
        byte[] described = known == null ? new byte[0] : known.bytes();
        return ByteBuffer.allocate(2 * Integer.BYTES + body.length + described.length).putInt(body.length).put(body)
                .putInt(described.length).put(described).array();
    }

    byte[] body() {
        return body;
    }

    @Override
    public String toString() {
        return new String(serverName, StandardCharsets.US_ASCII);
    }
}
