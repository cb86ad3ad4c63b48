package io.howdah.protocol;

import io.netty.buffer.ByteBuf;

/**
 * Writes frames: the only place that computes length words. What {@link #begin} returns goes to {@link #end}.
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

    /** Writes the type byte and leaves room for the length word, whose index is returned. */
    public static int begin(ByteBuf out, byte type) {
        out.writeByte(type);
        return beginUntyped(out);
    }

    /** The same without a type byte: for the packets that open a connection. */
    public static int beginUntyped(ByteBuf out) {
        int lengthIndex = out.writerIndex();
        out.writeInt(0);
        return lengthIndex;
    }

    /** Ends the frame at the writer index: its length word counts itself and the body. */
    public static void end(ByteBuf out, int lengthIndex) {
        out.setInt(lengthIndex, out.writerIndex() - lengthIndex);
    }

    /** A whole frame without a body. */
    public static void writeEmpty(ByteBuf out, byte type) {
        out.writeByte(type);
        out.writeInt(4);
    }
}
