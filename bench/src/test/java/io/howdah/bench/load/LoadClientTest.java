package io.howdah.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.bench.load.login.Target;
import io.howdah.bench.load.workload.Workload;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.proxy.testing.LeakWatch;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clients of one loop, on channels that keep the sent buffers. */
@ExtendWith(LeakWatch.class)
class LoadClientTest {

    private final LoadPlan plan = LoadPlan.to(Target.local(1, "d", "u")).withWorkload(new Workload.Own());
    private final SplittableRandom random = new SplittableRandom(1);
    private final EmbeddedChannel first = new EmbeddedChannel();
    private final EmbeddedChannel second = new EmbeddedChannel();
    private final LoadLoop loop = new LoadLoop(first.eventLoop(), plan, null, 1, random, new CountDownLatch(2),
            new CountDownLatch(2));

    @Test
    void aRequestThatHasNotLeftIsNotOverwrittenByTheNextClients() {
        LoadClient one = client(1, first);
        LoadClient two = client(2, second);
        one.begin(0);
        two.begin(0);
        assertThat(sent(first)).isEqualTo(Frames.query("SELECT " + (1 << 16)));
        assertThat(sent(second)).isEqualTo(Frames.query("SELECT " + (2 << 16)));
        one.leave();
        two.leave();
        loop.abandon();
        first.finishAndReleaseAll();
        second.finishAndReleaseAll();
    }

    private LoadClient client(int number, EmbeddedChannel channel) {
        LoadClient client = new LoadClient(loop, plan, new Transaction(plan, loop.requests(), random, number));
        channel.pipeline().addLast(new LoadConnection(client, true));
        return client;
    }

    private static byte[] sent(EmbeddedChannel channel) {
        ByteBuf out = channel.readOutbound();
        try {
            return ByteBufUtil.getBytes(out);
        } finally {
            out.release();
        }
    }
}
