package io.howdah.bench.load.wire;

import io.howdah.protocol.FrameWriter;
import io.howdah.protocol.FrontendType;
import io.howdah.protocol.frontend.Describe;
import io.howdah.protocol.frontend.Execute;
import io.howdah.protocol.frontend.FrontendMessage;
import io.howdah.protocol.frontend.Parse;
import io.howdah.protocol.frontend.Sync;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes Bind, Describe and Execute, with the formats and the Describe of libpq's {@code PQsendQueryPrepared}. Parse comes before
 * each Bind, or, for named statements, once per connection.
 */
final class BoundRequests implements RequestWriter {

    private static final String NAME = "howdah_bench_";

    private final boolean named;
    /** Whole Parse messages. */
    private final byte[][] parses;
    /** The beginning of a Bind's body: the portal, the statement, and no format codes, so that all parameters are text. */
    private final byte[][] bindHeads;
    private final boolean[] keyed;
    private final byte[] describeAndExecute = ByteBufUtil
            .getBytes(Unpooled.wrappedBuffer(bytes(new Describe(Describe.PORTAL, "")),
                    bytes(new Execute("", 0))));
    private final byte[] sync = bytes(Sync.INSTANCE);

    BoundRequests(List<Statement> statements, boolean named) {
        this.named = named;
        parses = new byte[statements.size()][];
        bindHeads = new byte[statements.size()][];
        keyed = new boolean[statements.size()];
        for (int i = 0; i < parses.length; i++) {
            String name = named ? NAME + i : "";
            parses[i] = bytes(new Parse(name, statements.get(i).parameterized(), new int[0]));
            bindHeads[i] = ("\0" + name + "\0\0\0").getBytes(StandardCharsets.US_ASCII);
            keyed[i] = statements.get(i).keyed();
        }
    }

    private static byte[] bytes(FrontendMessage message) {
        ByteBuf out = Unpooled.buffer();
        message.write(out);
        return ByteBufUtil.getBytes(out);
    }

    @Override
    public int prepare(ByteBuf out) {
        if (!named) {
            return 0;
        }
        for (byte[] parse : parses) {
            out.writeBytes(parse);
        }
        return sync(out);
    }

    @Override
    public int statement(ByteBuf out, int statement, int key) {
        if (!named) {
            out.writeBytes(parses[statement]);
        }
        int frame = FrameWriter.begin(out, FrontendType.BIND);
        out.writeBytes(bindHeads[statement]);
        if (keyed[statement]) {
            out.writeShort(1);
            out.writeInt(Digits.count(key));
            Digits.write(out, key);
        } else {
            out.writeShort(0);
        }
        // No format codes: all results are text.
        out.writeShort(0);
        FrameWriter.end(out, frame);
        out.writeBytes(describeAndExecute);
        return 0;
    }

    @Override
    public int sync(ByteBuf out) {
        out.writeBytes(sync);
        return 1;
    }
}
