package io.howdah.protocol.backend;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.BodyReader;
import io.howdah.protocol.CStrings;
import io.howdah.protocol.FrameWriter;
import io.netty.buffer.ByteBuf;

/** The value of a reported parameter, sent at login and after each change. An empty value is a value. */
public record ParameterStatus(String name, String value) implements BackendMessage {

    public static ParameterStatus read(ByteBuf body) {
        String name = BodyReader.readString(body);
        String value = BodyReader.readString(body);
        BodyReader.end(body, "ParameterStatus");
        return new ParameterStatus(name, value);
    }

    @Override
    public void write(ByteBuf out) {
        int frame = FrameWriter.begin(out, BackendType.PARAMETER_STATUS);
        CStrings.write(out, name);
        CStrings.write(out, value);
        FrameWriter.end(out, frame);
    }
}
