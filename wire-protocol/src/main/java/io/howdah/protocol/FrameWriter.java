package io.howdah.protocol;

import io.netty.buffer.ByteBuf;

/**
 * Writes frames; the only place that computes length words. {@link #end} takes the result of {@link #begin}.
 *
 * <pre>{@code
 * int frame = FrameWriter.begin(out, BackendType.COMMAND_COMPLETE);
 * CStrings.write(out, "SELECT 1");
 * FrameWriter.end(out, frame);
 * }</pre>
 */
public final class FrameWriter {

    private FrameWriter() {
    }

    /** Writes the type byte and room for the length word; returns the length word's index. */
    public static int begin(ByteBuf out, byte type) {
        out.writeByte(type);
        return beginUntyped(out);
    }

    /** Like {@link #begin}, without a type byte: for the packets that open a connection. */
    public static int beginUntyped(ByteBuf out) {
        int lengthIndex = out.writerIndex();
        out.writeInt(0);
        return lengthIndex;
    }

    /** Ends the frame at the writer index. The length word counts itself and the body. */
    public static void end(ByteBuf out, int lengthIndex) {
        out.setInt(lengthIndex, out.writerIndex() - lengthIndex);
    }

    /** Writes a frame without a body. */
    public static void writeEmpty(ByteBuf out, byte type) {
        out.writeByte(type);
        out.writeInt(4);
    }
}
