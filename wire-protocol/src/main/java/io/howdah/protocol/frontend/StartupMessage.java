package io.howdah.protocol.frontend;

import io.howdah.protocol.BodyReader;
import io.howdah.protocol.CStrings;
import io.howdah.protocol.FrameWriter;
import io.howdah.protocol.ProtocolVersion;
import io.howdah.protocol.ProtocolViolationException;
import io.netty.buffer.ByteBuf;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The packet that opens a session: a protocol version and named parameters in the order sent. If a name is sent twice, the last
 * value holds: PostgreSQL applies the parameters in turn.
 */
public record StartupMessage(int version, Map<String, String> parameters) implements FrontendMessage {

    /** PostgreSQL's {@code MAX_STARTUP_PACKET_LENGTH}: the longest packet accepted, without its length word. */
    public static final int MAX_LENGTH = 10_000;

    public StartupMessage {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    /**
     * Reads the parameters of any version 3.x. The caller must refuse other major versions first, for their layout is unknown.
     */
    public static StartupMessage read(ByteBuf body) {
        if (body.readableBytes() > MAX_LENGTH) {
            throw new ProtocolViolationException("invalid length of startup packet: " + body.readableBytes()
                    + " (expected: at most " + MAX_LENGTH + ")");
        }
        int version = BodyReader.readInt(body);
        Map<String, String> parameters = new LinkedHashMap<>();
        while (body.isReadable()) {
            String name = BodyReader.readString(body);
            if (name.isEmpty()) {
                if (body.isReadable()) {
                    break;
                }
                return new StartupMessage(version, parameters);
            }
            parameters.put(name, BodyReader.readString(body));
        }
        throw new ProtocolViolationException("invalid startup packet layout: expected terminator as last byte");
    }

    @Override
    public void write(ByteBuf out) {
        int frame = FrameWriter.beginUntyped(out);
        out.writeInt(version);
        parameters.forEach((name, value) -> {
            CStrings.write(out, name);
            CStrings.write(out, value);
        });
        out.writeByte(0);
        FrameWriter.end(out, frame);
    }

    @Override
    public String toString() {
        return "StartupMessage[" + ProtocolVersion.toString(version) + ", " + parameters + "]";
    }
}
