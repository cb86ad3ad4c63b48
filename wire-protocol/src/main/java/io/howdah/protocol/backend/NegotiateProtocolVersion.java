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
 * Says that the frontend asked for more than the backend has: the newest version it does have, and the {@code _pq_.} options it
 * does not know. The manual calls the number the newest minor version; PostgreSQL sends, and libpq reads, the whole version
 * number ({@code SendNegotiateProtocolVersion}), for example 196608 for 3.0, and so does this.
 */
public record NegotiateProtocolVersion(int newestMinor, List<String> unrecognised) implements BackendMessage {

    public NegotiateProtocolVersion {
        unrecognised = List.copyOf(unrecognised);
    }

    public static NegotiateProtocolVersion read(ByteBuf body) {
        int newestMinor = BodyReader.readInt(body);
        int count = BodyReader.readInt(body);
        // Each name takes its terminator at least: a count beyond that is a lie, and no list is made for it.
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
