package io.howdah.protocol.frontend;

import io.howdah.protocol.BodyReader;
import io.howdah.protocol.CStrings;
import io.howdah.protocol.FrameWriter;
import io.howdah.protocol.FrontendType;
import io.howdah.protocol.ProtocolViolationException;
import io.netty.buffer.ByteBuf;

/** A password in clear text or as an MD5 response, as the Authentication message asked. */
public record PasswordMessage(String password) implements FrontendMessage {

    /** PostgreSQL's {@code PG_MAX_AUTH_TOKEN_LENGTH}: some sign-on tokens are so long. */
    public static final int MAX_LENGTH = 65_535;

    public static PasswordMessage read(ByteBuf body) {
        if (body.readableBytes() > MAX_LENGTH) {
            throw new ProtocolViolationException("invalid password packet size: " + body.readableBytes()
                    + " (expected: at most " + MAX_LENGTH + ")");
        }
        String password = CStrings.read(body, MAX_LENGTH);
        BodyReader.end(body, "PasswordMessage");
        return new PasswordMessage(password);
    }

    @Override
    public void write(ByteBuf out) {
        int frame = FrameWriter.begin(out, FrontendType.PASSWORD);
        CStrings.write(out, password);
        FrameWriter.end(out, frame);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "PasswordMessage[]";
    }
}
