package io.howdah.protocol.frontend;

import io.howdah.protocol.BodyReader;
import io.howdah.protocol.FrameWriter;
import io.howdah.protocol.ProtocolViolationException;
import io.howdah.protocol.RequestCode;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Asks for the cancellation of what the session of this key is running. The key is 4 bytes in protocol 3.0 and up to 256 since
 * 3.2. Some drivers send one stray byte after a key of 4 bytes; the length alone does not tell it from a key of 5, so
 * {@code secret} keeps every byte there was, and the caller, who knows the length of the key given out, compares that many.
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

    /** Without the key: whoever reads it may cancel. */
    @Override
    public String toString() {
        return "CancelRequest[processId=" + processId + ", secret=" + secret.length + " bytes]";
    }
}
