package io.howdah.proxy.server;

import io.howdah.protocol.FrameWriter;
import io.howdah.protocol.FrontendType;
import io.howdah.protocol.ProtocolViolationException;
import io.howdah.proxy.prepared.Booking;
import io.netty.buffer.ByteBuf;
import java.security.SecureRandom;

/**
 * The proof that a server has read everything sent to it and is in step: a question that only this barrier asks, whose answer only a
 * server that has come to the barrier can give. Used where the pooler's account of what a server owes may be wrong.
 *
 * <p>The question is an unnamed Parse of an empty text with random parameter types, and a Describe of it: ParameterDescription gives the
 * types back. PostgreSQL answers an empty text in an aborted transaction too ({@code exec_parse_message},
 * {@code exec_describe_statement_message}), looks none of the types up, and writes nothing into its log. A Sync ahead ends the passing over
 * of messages after an error.
 */
final class Barrier implements Booking {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int TYPES = 4;

    private final int[] types = new int[TYPES];

    Barrier() {
        for (int i = 0; i < TYPES; i++) {
            types[i] = RANDOM.nextInt();
        }
    }

    /**
     * Writes a Parse of an empty text, before all else: the Sync behind it ends a pipeline in which a Query came last, and where an earlier Sync
     * has failed to do so the error is this Parse's ({@link ServerRequests#endPipeline}).
     */
    static void writeBefore(ByteBuf out) {
        int length = FrameWriter.begin(out, FrontendType.PARSE);
        out.writeByte(0).writeByte(0).writeShort(0);
        FrameWriter.end(out, length);
    }

    /** Writes Sync, Parse, Describe, Sync. The server's unnamed statement is another one then. */
    void write(ByteBuf out) {
        FrameWriter.writeEmpty(out, FrontendType.SYNC);
        int length = FrameWriter.begin(out, FrontendType.PARSE);
        out.writeByte(0).writeByte(0).writeShort(TYPES);
        for (int type : types) {
            out.writeInt(type);
        }
        FrameWriter.end(out, length);
        length = FrameWriter.begin(out, FrontendType.DESCRIBE);
        out.writeByte('S').writeByte(0);
        FrameWriter.end(out, length);
        FrameWriter.writeEmpty(out, FrontendType.SYNC);
    }

    /** @throws ProtocolViolationException if the answer is another barrier's */
    @Override
    public void parametersDescribed(ByteBuf in, int body, int length) {
        if (!isAnswer(in, body, length)) {
            throw new ProtocolViolationException("server answered another barrier than it was asked");
        }
    }

    @Override
    public boolean keepsError() {
        return true;
    }

    /** Whether a ParameterDescription with this body answers this barrier. */
    boolean isAnswer(ByteBuf in, int body, int bodyLength) {
        if (bodyLength != 2 + 4 * TYPES || in.getShort(body) != TYPES) {
            return false;
        }
        for (int i = 0; i < TYPES; i++) {
            if (in.getInt(body + 2 + 4 * i) != types[i]) {
                return false;
            }
        }
        return true;
    }
}
