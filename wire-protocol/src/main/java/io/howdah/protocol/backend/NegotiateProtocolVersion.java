package io.howdah.protocol.backend;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.BodyReader;
import io.howdah.protocol.CStrings;
import io.howdah.protocol.FrameWriter;
import io.howdah.protocol.ProtocolViolationException;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * The frontend asked for more than the backend has. The message names the backend's newest version and the {@code _pq_.} options
 * that the backend does not know. The manual calls the number the newest minor version. PostgreSQL sends, and libpq reads, the
 * whole version number ({@code SendNegotiateProtocolVersion}), for example 196608 for 3.0; this class does the same.
 */
public record NegotiateProtocolVersion(int newestMinor, List<String> unrecognised) implements BackendMessage {

    public NegotiateProtocolVersion {
        unrecognised = List.copyOf(unrecognised);
    }

    public static NegotiateProtocolVersion read(ByteBuf body) {
        int newestMinor = BodyReader.readInt(body);
        int count = BodyReader.readInt(body);
        // Each name takes at least its terminator. A larger count is a lie, so no list of that size is made.
        if (count < 0 || count > body.readableBytes()) {
            throw new ProtocolViolationException("invalid NegotiateProtocolVersion message: " + count + " options in "
                    + body.readableBytes() + " bytes");
        }
        List<String> names = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            names.add(BodyReader.readString(body));
        }
        BodyReader.end(body, "NegotiateProtocolVersion");
        return new NegotiateProtocolVersion(newestMinor, names);
    }

    @Override
    public void write(ByteBuf out) {
        int frame = FrameWriter.begin(out, BackendType.NEGOTIATE_PROTOCOL_VERSION);
        out.writeInt(newestMinor);
        out.writeInt(unrecognised.size());
        unrecognised.forEach(name -> CStrings.write(out, name));
        FrameWriter.end(out, frame);
    }
}
