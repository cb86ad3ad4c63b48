package io.howdah.protocol.frontend;

import io.howdah.protocol.BodyReader;
import io.howdah.protocol.FrameWriter;
import io.howdah.protocol.ProtocolViolationException;
import io.howdah.protocol.RequestCode;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Asks to cancel the running query of the session with this key. The key has 4 bytes in protocol 3.0 and up to 256 since 3.2.
 * Some drivers send one stray byte after a key of 4 bytes, and the length alone does not tell this from a key of 5 bytes. So
 * {@code secret} keeps every byte. The caller knows the length of the session's key and compares only so many bytes.
 */
public record CancelRequest(int processId, byte[] secret) implements FrontendMessage {

    public static final int MIN_SECRET = 4;
    public static final int MAX_SECRET = 256;

    public CancelRequest {
        if (secret.length < MIN_SECRET || secret.length > MAX_SECRET) {
            throw new ProtocolViolationException("invalid length of cancel key in cancel request packet: " + secret.length
                    + " (expected: " + MIN_SECRET + " to " + MAX_SECRET + ")");
        }
    }

    public static CancelRequest read(ByteBuf body) {
        int code = BodyReader.readInt(body);
        if (code != RequestCode.CANCEL) {
            throw new ProtocolViolationException("invalid request code " + code + " (expected: " + RequestCode.CANCEL + ")");
        }
        int processId = BodyReader.readInt(body);
        return new CancelRequest(processId, BodyReader.readRest(body));
    }

    @Override
    public void write(ByteBuf out) {
        int frame = FrameWriter.beginUntyped(out);
        out.writeInt(RequestCode.CANCEL);
        out.writeInt(processId);
        out.writeBytes(secret);
        FrameWriter.end(out, frame);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CancelRequest that && processId == that.processId && Arrays.equals(secret, that.secret);
    }

    @Override
    public int hashCode() {
        return 31 * processId + Arrays.hashCode(secret);
    }

    /** Without the key: a reader of the log could cancel. */
    @Override
    public String toString() {
        return "CancelRequest[processId=" + processId + ", secret=" + secret.length + " bytes]";
    }
}
