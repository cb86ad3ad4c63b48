package io.howdah.bench.load.wire;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.FrameScanner;
import io.howdah.protocol.ProtocolViolationException;
import io.howdah.protocol.backend.ErrorResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/**
 * Walks over what a server sends and looks into nothing but ReadyForQuery, ErrorResponse and, if wanted, DataRow. Buffers may be
 * cut anywhere; only a frame that is looked into is ever put together.
 */
public final class ResponseScanner {

    private static final int LONGEST_PUT_TOGETHER = 1 << 20;

    private final FrameScanner frames = new FrameScanner();
    private final ResponseListener listener;
    private final boolean rows;
    /** The beginning of a frame whose end is still to come, or null. */
    private byte[] begun;

    /** @param rows whether the listener wants to see them */
    public ResponseScanner(ResponseListener listener, boolean rows) {
        this.listener = listener;
        this.rows = rows;
    }

    /**
     * Takes what came next on the connection.
     *
     * @throws ProtocolViolationException for what no server may send
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
            if (type == BackendType.READY_FOR_QUERY || type == BackendType.ERROR_RESPONSE || rows && type == BackendType.DATA_ROW) {
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
