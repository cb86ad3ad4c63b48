package io.howdah.bench.load.wire;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.FrameScanner;
import io.howdah.protocol.ProtocolViolationException;
import io.howdah.protocol.backend.ErrorResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * Scans a server's messages and reads the bodies of ReadyForQuery, ErrorResponse and, on demand, DataRow only. Buffers may end
 * anywhere in a message; the scanner joins the parts of a message only if it reads the message's body.
 */
public final class ResponseScanner {

    private static final int LONGEST_PUT_TOGETHER = 1 << 20;

    private final FrameScanner frames = new FrameScanner();
    private final ResponseListener listener;
    private final boolean rows;
    /** The beginning of an incomplete message, or null. */
    private byte @Nullable [] begun;

    /** @param rows whether the listener gets rows */
    public ResponseScanner(ResponseListener listener, boolean rows) {
        this.listener = listener;
        this.rows = rows;
    }

    /**
     * Scans the next bytes of the connection.
     *
     * @throws ProtocolViolationException for bytes that no server may send
     */
    public void read(ByteBuf in) {
        if (begun == null) {
            scan(in);
        } else {
            ByteBuf joined = Unpooled.copiedBuffer(Unpooled.wrappedBuffer(begun), in);
            begun = null;
            scan(joined);
        }
    }

    private void scan(ByteBuf in) {
        frames.start(in);
        while (frames.next(in)) {
            byte type = frames.type();
            if (type == BackendType.READY_FOR_QUERY || type == BackendType.ERROR_RESPONSE
                    || rows && type == BackendType.DATA_ROW) {
                if (!frames.complete()) {
                    putBack();
                    break;
                }
                tell(type, in);
            }
        }
        int cut = frames.position();
        if (cut < in.writerIndex()) {
            begun = ByteBufUtil.getBytes(in, cut, in.writerIndex() - cut);
        }
    }

    private void putBack() {
        if (frames.bodyLength() > LONGEST_PUT_TOGETHER) {
            throw new ProtocolViolationException(BackendType.name(frames.type()) + " of " + frames.bodyLength()
                    + " bytes (expected: at most " + LONGEST_PUT_TOGETHER + ")");
        }
        frames.unread();
    }

    private void tell(byte type, ByteBuf in) {
        int index = frames.bodyIndex();
        int length = frames.bodyLength();
        if (type == BackendType.READY_FOR_QUERY) {
            if (length != 1) {
                throw new ProtocolViolationException("ReadyForQuery of " + length + " bytes (expected: 1)");
            }
            listener.ready(in.getByte(index));
        } else if (type == BackendType.ERROR_RESPONSE) {
            listener.error(ErrorResponse.read(in.slice(index, length)));
        } else {
            listener.row(in, index, length);
        }
    }
}
