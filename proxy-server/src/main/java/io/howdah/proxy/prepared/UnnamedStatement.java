package io.howdah.proxy.prepared;

import io.howdah.protocol.FrontendType;
import io.howdah.proxy.ledger.Account;
import io.howdah.proxy.sql.StatementVerdict;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One client's unnamed statement. It lives until the next unnamed Parse or simple Query (manual, "Extended Query"), so it
 * outlives the transaction and the link to a server. The array with its text serves the next statement again.
 */
public final class UnnamedStatement implements Booking {

    /**
     * Bytes. A longer text is not kept for another server: it passes without being gathered, and the statement lives only for its
     * transaction.
     */
    public static final int KEPT_LENGTH = 64 * 1024;

    /** Bytes. A longer array is given up when a text comes that is not longer than this. */
    private static final int SMALL = 4096;

    private final Account account;
    private byte[] body = new byte[0];
    private int counted;
    private int length;
    private StatementVerdict verdict = StatementVerdict.NOTHING;
    private boolean present;
    private long version;
    private @Nullable Booking brought;

    /** A statement without a limit. */
    public UnnamedStatement() {
        this(new Account("statement_bytes", Long.MAX_VALUE));
    }

    /** @param account counts the bytes of longer texts */
    public UnnamedStatement(Account account) {
        this.account = account;
    }

    /**
     * Whether there is room to keep a text of this length for another server. Without room the text passes, and the statement
     * lives only for its transaction.
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

    /** The linked server has an unnamed statement of which the pooler keeps no text. */
    public void setUnkept(StatementVerdict verdict) {
        present = false;
        this.verdict = verdict;
        version++;
    }

    /** The unnamed statement is gone, by a simple Query or by a Close. */
    public void clear() {
        present = false;
        version++; // A server may have a statement of which the pooler keeps no text.
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

    /** Whether there is a statement that can be prepared on another server. */
    public boolean present() {
        return present;
    }

    /** Changes with each statement. */
    public long version() {
        return version;
    }

    /** What running the statement does to a session. */
    public StatementVerdict verdict() {
        return verdict;
    }

    /** Writes the Parse message that prepares the statement on a server. */
    public void writeParse(ByteBuf out) {
        out.writeByte(FrontendType.PARSE);
        out.writeInt(4 + 1 + length);
        out.writeByte(0);
        out.writeBytes(body, 0, length);
    }

    /** The query text, at most this many bytes of it. */
    public byte[] text(int most) {
        int end = 0;
        while (end < Math.min(length, most) && body[end] != 0) {
            end++;
        }
        return Arrays.copyOf(body, end);
    }

    // ---- on a server

    /** Whether this statement, as it is now, is a server's unnamed one. */
    public boolean isOn(ServerStatements server) {
        return server.holdsUnnamed(this, version);
    }

    /** A server has got this statement. */
    public void isNowOn(ServerStatements server) {
        server.unnamedIs(this, version);
    }

    // ---- the booking of the client's own Parse

    @Override
    public boolean isUnnamed() {
        return true;
    }

    @Override
    public void skipped(byte type, ServerStatements on) {
        on.unnamedIsGone();
        clear();
    }

    /** The booking of the pooler's own Parse of this statement: if the Parse fails, the client keeps the statement. */
    public Booking brought() {
        if (brought == null) {
            brought = new Booking() {
                @Override
                public void skipped(byte type, ServerStatements on) {
                    on.unnamedIsGone();
                }
            };
        }
        return brought;
    }

    /** Text, NUL, number of parameter types and types, as the client's Parse message gave them. */
    public byte[] parseBody() {
        return Arrays.copyOf(body, length);
    }
}
