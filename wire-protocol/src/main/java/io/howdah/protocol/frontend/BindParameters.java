package io.howdah.protocol.frontend;

import io.howdah.protocol.BodyReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The formats and values of a {@link Bind}, for the console, which answers Bind itself.
 *
 * @param values one value per parameter, null for SQL's NULL
 * @param resultFormats 0 is text, 1 is binary. An empty list means text, one format holds for every column, more are one per
 *     column.
 */
public record BindParameters(List<Short> parameterFormats, List<byte @Nullable []> values, List<Short> resultFormats) {

    public BindParameters {
        parameterFormats = List.copyOf(parameterFormats);
        // Not List.copyOf, which refuses nulls.
        values = Collections.unmodifiableList(new ArrayList<>(values));
        resultFormats = List.copyOf(resultFormats);
    }

    /** @param bind its {@link Bind#rest} is parsed */
    public static BindParameters of(Bind bind) {
        ByteBuf rest = Unpooled.wrappedBuffer(bind.rest());
        List<Short> parameterFormats = formats(rest);
        int count = BodyReader.readCount(rest, Integer.BYTES);
        List<byte @Nullable []> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int length = BodyReader.readInt(rest);
            values.add(length == -1 ? null : BodyReader.readBytes(rest, length));
        }
        List<Short> resultFormats = formats(rest);
        BodyReader.end(rest, "Bind");
        return new BindParameters(parameterFormats, values, resultFormats);
    }

    private static List<Short> formats(ByteBuf rest) {
        int count = BodyReader.readCount(rest, Short.BYTES);
        List<Short> formats = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            formats.add(rest.readShort());
        }
        return formats;
    }

    /** Without the values: they are the client's data. */
    @Override
    public String toString() {
        return "BindParameters[" + values.size() + " values, resultFormats=" + resultFormats + "]";
    }
}
