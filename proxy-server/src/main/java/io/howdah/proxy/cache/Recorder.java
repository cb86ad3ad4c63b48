package io.howdah.proxy.cache;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.FrameScanner;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Records the answer to one request as it passes to the client: what PostgreSQL sends to a simple Query with one SELECT, or to
 * Parse, Bind, Describe, Execute and Sync. Any other message ends the recording, and so does an answer that is too long.
 */
final class Recorder {

    /** How far the recording has come. */
    enum State {
        RUNNING, COMPLETE, FAILED
    }

    private static final byte[] SELECT = {'S', 'E', 'L', 'E', 'C', 'T', ' '};

    private final int most;
    private final byte[] header = new byte[FrameScanner.HEADER_LENGTH];
    private int headerLength;
    private int remaining;
    private byte last = BackendType.BIND_COMPLETE;
    private byte[] bytes = new byte[512];
    private int length;
    private int rows;
    private int rowCount;
    private State state = State.RUNNING;
    private boolean tooLong;

    /** @param most bytes that the answer may have */
    Recorder(int most) {
        this.most = most;
    }

    /** The next bytes to the client, whole messages or parts. The buffer stays as it is. */
    State record(ByteBuf passing) {
        int to = passing.writerIndex();
        int at = passing.readerIndex();
        while (at < to && state == State.RUNNING) {
            if (headerLength < header.length) {
                int size = Math.min(header.length - headerLength, to - at);
                passing.getBytes(at, header, headerLength, size);
                headerLength += size;
                at += size;
                if (headerLength == header.length) {
                    begins();
                }
            } else {
                int size = Math.min(remaining, to - at);
                passing.getBytes(at, bytes, length, size);
                length += size;
                at += size;
                remaining -= size;
            }
            if (headerLength == header.length && remaining == 0 && state == State.RUNNING) {
                ends();
            }
        }
        return state;
    }

    private void begins() {
        byte type = header[0];
        remaining = lengthWord() - 4;
        long needed = (long) length + header.length + remaining;
        boolean fits = type == BackendType.READY_FOR_QUERY ? remaining == 1 : remaining >= 0 && needed <= most;
        if (!fits || !mayFollow(type)) {
            tooLong = !fits && mayFollow(type);
            state = State.FAILED;
            return;
        }
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.max(needed, Math.min(2L * bytes.length, most)));
        }
        System.arraycopy(header, 0, bytes, length, header.length);
        length += header.length;
    }

    private int lengthWord() {
        return (header[1] & 0xff) << 24 | (header[2] & 0xff) << 16 | (header[3] & 0xff) << 8 | header[4] & 0xff;
    }

    private boolean mayFollow(byte type) {
        return switch (type) {
            case BackendType.PARSE_COMPLETE, BackendType.BIND_COMPLETE -> length == 0;
            case BackendType.ROW_DESCRIPTION -> length == 0;
            case BackendType.DATA_ROW, BackendType.COMMAND_COMPLETE -> last != BackendType.COMMAND_COMPLETE;
            case BackendType.READY_FOR_QUERY -> last == BackendType.COMMAND_COMPLETE;
            default -> false;
        };
    }

    private void ends() {
        int body = length - (lengthWord() - 4);
        headerLength = 0;
        last = header[0];
        switch (last) {
            case BackendType.PARSE_COMPLETE, BackendType.BIND_COMPLETE -> length = 0;
            case BackendType.ROW_DESCRIPTION -> rows = length;
            case BackendType.DATA_ROW -> rowCount++;
            case BackendType.COMMAND_COMPLETE -> {
                if (length - body < SELECT.length
                        || !Arrays.equals(bytes, body, body + SELECT.length, SELECT, 0, SELECT.length)) {
                    state = State.FAILED;
                }
            }
            default -> {
                state = bytes[body] == 'I' ? State.COMPLETE : State.FAILED;
                length = body - header.length;
            }
        }
    }

    /** Whether the recording has failed for the answer's length alone. */
    boolean isTooLong() {
        return tooLong;
    }

    /** The complete answer: a RowDescription, if there was one, DataRows and a CommandComplete. */
    byte[] answer() {
        return Arrays.copyOf(bytes, length);
    }

    /** Index of the first message behind the RowDescription; 0 if there was none. */
    int rows() {
        return rows;
    }

    /** How many rows the answer has. */
    int rowCount() {
        return rowCount;
    }
}
