package io.howdah.bench.load.wire;

import io.howdah.protocol.FrameWriter;
import io.howdah.protocol.FrontendType;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes a Query message per statement. The server answers each with a ReadyForQuery. */
final class SimpleRequests implements RequestWriter {

    private final byte[][] texts;
    private final boolean[] keyed;

    SimpleRequests(List<Statement> statements) {
        texts = new byte[statements.size()][];
        keyed = new boolean[statements.size()];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = statements.get(i).text().getBytes(StandardCharsets.UTF_8);
            keyed[i] = statements.get(i).keyed();
        }
    }

    @Override
    public int prepare(ByteBuf out) {
        return 0;
    }

    @Override
    public int statement(ByteBuf out, int statement, int key) {
        int frame = FrameWriter.begin(out, FrontendType.QUERY);
        out.writeBytes(texts[statement]);
        if (keyed[statement]) {
            Digits.write(out, key);
        }
        out.writeByte(0);
        FrameWriter.end(out, frame);
        return 1;
    }

    @Override
    public int sync(ByteBuf out) {
        return 0;
    }
}
