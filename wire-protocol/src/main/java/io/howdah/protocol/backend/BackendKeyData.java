package io.howdah.protocol.backend;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.BodyReader;
import io.howdah.protocol.FrameWriter;
import io.howdah.protocol.ProtocolViolationException;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** The key for a CancelRequest: exactly 4 bytes in protocol 3.0, 4 to 256 bytes since 3.2. */
public record BackendKeyData(int processId, byte[] secret) implements BackendMessage {

    public static final int MIN_SECRET = 4;
    public static final int MAX_SECRET = 256;

    public BackendKeyData {
        if (secret.length < MIN_SECRET || secret.length > MAX_SECRET) {
            throw new ProtocolViolationException("invalid length of cancel key: " + secret.length
                    + " (expected: " + MIN_SECRET + " to " + MAX_SECRET + ")");
        }
    }

    public static BackendKeyData read(ByteBuf body) {
        int processId = BodyReader.readInt(body);
        return new BackendKeyData(processId, BodyReader.readRest(body));
    }

    @Override
    public void write(ByteBuf out) {
        int frame = FrameWriter.begin(out, BackendType.BACKEND_KEY_DATA);
        out.writeInt(processId);
        out.writeBytes(secret);
        FrameWriter.end(out, frame);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BackendKeyData that && processId == that.processId && Arrays.equals(secret, that.secret);
    }

    @Override
    public int hashCode() {
        return 31 * processId + Arrays.hashCode(secret);
    }

    /** Without the key: a reader of the log could cancel. */
    @Override
    public String toString() {
        return "BackendKeyData[processId=" + processId + ", secret=" + secret.length + " bytes]";
    }
}
