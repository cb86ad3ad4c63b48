package io.howdah.proxy.prepared;

import io.howdah.protocol.FrontendType;
import io.howdah.proxy.ledger.Account;
import io.howdah.proxy.sql.StatementVerdict;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * A statement's text and parameter types, as a Parse message gave them, with the name it has on every server. Shared by all clients that
 * sent the same, whatever they call it.
 */
public final class PreparedStatement implements Booking {

    /** What server-side names begin with; PgBouncer says PGBOUNCER_. */
    public static final String NAME_PREFIX = "HOWDAH_";

    private static final Pattern UNPRINTABLE = Pattern.compile("[\\s\\p{Cntrl}]+", Pattern.UNICODE_CHARACTER_CLASS);

    /** Of its objects, about. */
    private static final int OVERHEAD = 256;

    private final long number;
    private final byte[] serverName;
    private final byte[] body;
    private final StatementVerdict verdict;
    /** Null where nobody counts. */
    private final Account account;
    private final AtomicInteger holders = new AtomicInteger();
    private final StatementRegistry.Versions versions;
    private volatile Shape shape;

    /**
     * @param number unique for the life of the pooler
     * @param body the Parse message after the name: query text, NUL, number of types, types
     * @param verdict what running it does to a session, by its text alone
     */
    PreparedStatement(long number, byte[] body, StatementVerdict verdict) {
        this(number, body, verdict, null);
    }

    /** @param account its text is entered there while a client or a server holds it */
    PreparedStatement(long number, byte[] body, StatementVerdict verdict, Account account) {
        this(number, body, verdict, account, null);
    }

    /** @param versions of the same text, or null where there is but one */
    PreparedStatement(long number, byte[] body, StatementVerdict verdict, Account account, StatementRegistry.Versions versions) {
        this.versions = versions;
        this.account = account;
        this.number = number;
        this.serverName = (NAME_PREFIX + number).getBytes(StandardCharsets.US_ASCII);
        this.body = body;
        this.verdict = verdict;
    }

    /** A client or a server has it from now on. Any thread. */
    void held() {
        if (holders.getAndIncrement() == 0 && account != null) {
            account.add(OVERHEAD + body.length);
        }
    }

    /** One of those has it no longer. Any thread. */
    void letGo() {
        if (holders.decrementAndGet() == 0 && account != null) {
            account.giveBack(OVERHEAD + body.length);
        }
    }

    /** Whether servers describe it so; the first that asks settles it. Any thread. */
    public boolean hasShape(Shape found) {
        synchronized (this) {
            if (shape == null) {
                shape = found;
            }
        }
        return shape.equals(found);
    }

    /** Whether it is known how servers describe it. */
    public boolean isDescribed() {
        return shape != null;
    }

    /** The same text where servers describe it so. Any thread. */
    PreparedStatement version(Shape other) {
        return versions == null ? this : versions.of(other);
    }

    /** Counts up as new texts come; unique for the life of the pooler. */
    public long number() {
        return number;
    }

    // ---- as what the pooler's own Parse and Close of it book

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

    // ---- its text

    /** Its name on servers, without the NUL. */
    public byte[] serverName() {
        return serverName;
    }

    /** What running it does to a session. */
    public StatementVerdict verdict() {
        return verdict;
    }

    /** Length of text and types in bytes. */
    public int length() {
        return body.length;
    }

    /**
     * The beginning of its query text on one line, for people: white space and what a terminal might obey are one blank, and what is not
     * UTF-8 stands as U+FFFD.
     *
     * @param most characters, and three dots where there are more
     */
    public String abbreviated(int most) {
        // Blanks that fall together make the line shorter than what was read for it.
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
     * Writes the Parse message that prepares it on a server. Where the types of its parameters are known they stand in it: who uses it was
     * told those.
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

    /** Writes the Describe message that asks a server for its shape. */
    public void writeDescribe(ByteBuf out) {
        out.writeByte(FrontendType.DESCRIBE);
        out.writeInt(4 + 1 + serverName.length + 1);
        out.writeByte('S');
        out.writeBytes(serverName).writeByte(0);
    }

    /** Writes the Close message that takes it from a server. */
    public void writeClose(ByteBuf out) {
        out.writeByte(FrontendType.CLOSE);
        out.writeInt(4 + 1 + serverName.length + 1);
        out.writeByte('S');
        out.writeBytes(serverName).writeByte(0);
    }

    /** Its query text, at most so many bytes of it. */
    public byte[] text(int most) {
        int length = 0;
        while (length < Math.min(body.length, most) && body[length] != 0) {
            length++;
        }
        return Arrays.copyOf(body, length);
    }

    byte[] body() {
        return body;
    }

    @Override
    public String toString() {
        return new String(serverName, StandardCharsets.US_ASCII);
    }
}
