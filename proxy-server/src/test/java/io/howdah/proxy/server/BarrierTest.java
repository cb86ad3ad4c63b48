package io.howdah.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.fixtures.Frames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** A barrier's question and the only answer that it accepts. */
class BarrierTest {

    private static final int TYPES = 4;
    /** Index of the first type: behind Sync, the header of Parse, two empty texts and the number of types. */
    private static final int FIRST_TYPE = 5 + 5 + 2 + 2;

    private static byte[] question(Barrier barrier) {
        ByteBuf out = Unpooled.buffer();
        barrier.write(out);
        return ByteBufUtil.getBytes(out);
    }

    private static int[] types(Barrier barrier) {
        int[] types = new int[TYPES];
        ByteBuffer.wrap(question(barrier), FIRST_TYPE, 4 * TYPES).asIntBuffer().get(types);
        return types;
    }

    /** The answer has other bytes around it, as in a read of many messages. */
    private static boolean isAnswer(Barrier barrier, int... types) {
        byte[] frame = Frames.parameterDescription(types);
        ByteBuf read = Unpooled.wrappedBuffer(Frames.readyForQuery('I'), frame, Frames.noData());
        return barrier.isAnswer(read, 6 + 5, frame.length - 5);
    }

    @Test
    void asksBetweenTwoSyncWhatHasNoEffect() {
        Barrier barrier = new Barrier();
        assertThat(question(barrier)).isEqualTo(
                Frames.concat(Frames.sync(), Frames.parse("", "", types(barrier)), Frames.describeStatement(""), Frames.sync()));
        assertThat(question(barrier)).as("asked again").isEqualTo(question(barrier));
    }

    @RepeatedTest(20)
    void knowsItsOwnAnswerAndNoOther() {
        Barrier barrier = new Barrier();
        int[] types = types(barrier);
        assertThat(isAnswer(barrier, types)).isTrue();
        assertThat(isAnswer(barrier, types(new Barrier()))).isFalse();
        for (int i = 0; i < TYPES; i++) {
            int[] other = types.clone();
            other[i] ^= 1;
            assertThat(isAnswer(barrier, other)).as("type " + i).isFalse();
        }
        assertThat(isAnswer(barrier)).isFalse();
        assertThat(isAnswer(barrier, Arrays.copyOf(types, TYPES - 1))).isFalse();
        assertThat(isAnswer(barrier, Arrays.copyOf(types, TYPES + 1))).isFalse();
    }

    @Test
    void takesNoAnswerWhoseCountIsAnother() {
        Barrier barrier = new Barrier();
        byte[] frame = Frames.parameterDescription(types(barrier));
        frame[6] = TYPES - 1;
        assertThat(barrier.isAnswer(Unpooled.wrappedBuffer(frame), 5, frame.length - 5)).isFalse();
    }
}
