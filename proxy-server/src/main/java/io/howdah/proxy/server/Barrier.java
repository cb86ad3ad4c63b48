package io.howdah.proxy.server;

import io.howdah.protocol.FrameWriter;
import io.howdah.protocol.FrontendType;
import io.howdah.protocol.ProtocolViolationException;
import io.howdah.proxy.prepared.Booking;
import io.netty.buffer.ByteBuf;
import java.security.SecureRandom;

/**
 * A request that proves that a server has read everything sent to it and is in step. Every Barrier asks a question of its own,
 * and only a server that has come to the Barrier can answer the question. The pooler uses a Barrier if its account of the
 * server's outstanding answers may be wrong.
 *
 * <p>The question is an unnamed Parse of an empty text with random parameter types, and a Describe of this statement. PostgreSQL
 * returns the types in ParameterDescription. PostgreSQL answers an empty text even in an aborted transaction
 * ({@code exec_parse_message}, {@code exec_describe_statement_message}), looks up none of the types, and logs nothing. A server
 * that skips messages after an error reads again from the Sync in front of the question.
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
     * Writes a Parse of an empty text, ahead of everything else. The Sync behind this Parse ends a pipeline whose last command
     * was a Query. If an earlier Sync has failed to end the pipeline, the Parse gets the error
     * ({@link ServerRequests#endPipeline}).
     */
    static void writeBefore(ByteBuf out) {
        int length = FrameWriter.begin(out, FrontendType.PARSE);
        out.writeByte(0).writeByte(0).writeShort(0);
        FrameWriter.end(out, length);
    }

    /** Writes Sync, Parse, Describe, Sync. The Parse replaces the server's unnamed statement. */
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

    /** @throws ProtocolViolationException if the answer belongs to another barrier */
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
