package io.howdah.proxy.prepared;

import io.howdah.protocol.FrontendType;
import io.howdah.proxy.ledger.Account;
import io.howdah.proxy.sql.StatementVerdict;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * One client's unnamed statement. It lives until the next unnamed Parse or simple Query (manual, "Extended Query"), so it outlives the
 * transaction and with it the server; the text is kept in an array that is used again for the next.
 */
public final class UnnamedStatement implements Booking {

    /** A longer text is not kept for another server: it goes through without being gathered, and lives for its transaction only. */
    public static final int KEPT_LENGTH = 64 * 1024;

    /** An array that grew beyond this is given back when the next, smaller text comes. */
    private static final int SMALL = 4096;

    private final Account account;
    private byte[] body = new byte[0];
    private int counted;
    private int length;
    private StatementVerdict verdict = StatementVerdict.NOTHING;
    private boolean present;
    private long version;
    private Booking brought;

    /** Without a bound. */
    public UnnamedStatement() {
        this(new Account("statement_bytes", Long.MAX_VALUE));
    }

    /** @param account longer texts are entered there */
    public UnnamedStatement(Account account) {
        this.account = account;
    }

    /**
     * Whether there is room to keep a text of this length for another server. Where there is none it goes through, and lives for its
     * transaction only.
     */
    public boolean hasRoomFor(int length) {
        return length <= Math.max(SMALL, counted) || !account.isFull();
    }

    /** Keeps the text of an unnamed Parse: {@code length} bytes after the empty name. */
    public void set(ByteBuf buffer, int index, int length, StatementVerdict verdict) {
        if (body.length < length || (body.length > SMALL && length <= SMALL)) {
            body = new byte[Math.max(128, Integer.highestOneBit(Math.max(1, length - 1)) * 2)];
            count();
        }
        buffer.getBytes(index, body, 0, length);
        this.length = length;
        this.verdict = verdict;
        present = true;
        version++;
    }

    /** There is an unnamed statement on the server at hand, of which nothing is kept. */
    public void setUnkept(StatementVerdict verdict) {
        present = false;
        this.verdict = verdict;
        version++;
    }

    /** There is none any more: a simple Query, or a Close of it. */
    public void clear() {
        if (present) {
            present = false;
            version++;
        }
        if (body.length > SMALL) {
            body = new byte[0];
            count();
        }
        verdict = StatementVerdict.NOTHING;
    }

    private void count() {
        int now = body.length > SMALL ? body.length : 0;
        account.add(now - counted);
        counted = now;
    }

    /** Whether there is one that can be prepared again. */
    public boolean present() {
        return present;
    }

    /** Changes with each statement. */
    public long version() {
        return version;
    }

    /** What running it does to a session. */
    public StatementVerdict verdict() {
        return verdict;
    }

    /** Writes the Parse message that brings it to a server. */
    public void writeParse(ByteBuf out) {
        out.writeByte(FrontendType.PARSE);
        out.writeInt(4 + 1 + length);
        out.writeByte(0);
        out.writeBytes(body, 0, length);
    }

    /** Its query text, at most so many bytes of it. */
    public byte[] text(int most) {
        int end = 0;
        while (end < Math.min(length, most) && body[end] != 0) {
            end++;
        }
        return Arrays.copyOf(body, end);
    }

    // ---- as what the client's own Parse books

    @Override
    public boolean isUnnamed() {
        return true;
    }

    @Override
    public void skipped(byte type, ServerStatements on) {
        on.unnamedIs(null);
        clear();
    }

    /** What a Parse of the pooler's own books that brings the statement to a server: where it fails, the client still has the statement. */
    public Booking brought() {
        if (brought == null) {
            brought = new Booking() {
                @Override
                public void skipped(byte type, ServerStatements on) {
                    on.unnamedIs(null);
                }
            };
        }
        return brought;
    }

    /** A copy of the text and types, for tests and logs. */
    byte[] body() {
        return Arrays.copyOf(body, length);
    }
}
