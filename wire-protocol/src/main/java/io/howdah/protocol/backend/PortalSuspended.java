package io.howdah.protocol.backend;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.BodyReader;
import io.howdah.protocol.FrameWriter;
import io.netty.buffer.ByteBuf;

/** Execute has returned as many rows as it asked for, and the portal has more. */
public record PortalSuspended() implements BackendMessage {

    public static final PortalSuspended INSTANCE = new PortalSuspended();

    public static PortalSuspended read(ByteBuf body) {
        BodyReader.end(body, "PortalSuspended");
        return INSTANCE;
    }

    @Override
    public void write(ByteBuf out) {
        FrameWriter.writeEmpty(out, BackendType.PORTAL_SUSPENDED);
    }
}
