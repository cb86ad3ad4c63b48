package io.howdah.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.Test;

class RequestBufferTest {

    private final RequestBuffer request = new RequestBuffer();

    @Test
    void theNextRequestGoesWhereTheLastHasLeft() {
        ByteBuf first = request.next();
        first.writeInt(1).retain().release();
        assertThat(request.next()).isSameAs(first);
        assertThat(first.isReadable()).isFalse();
        request.release();
        assertThat(first.refCnt()).isZero();
    }

    @Test
    void whoeverStillHoldsARequestKeepsIt() {
        ByteBuf held = request.next().writeInt(1).retain();
        ByteBuf next = request.next();
        next.writeInt(2);
        assertThat(next).isNotSameAs(held);
        assertThat(held.readInt()).isEqualTo(1);
        assertThat(held.release()).isTrue();
        assertThat(request.next()).isSameAs(next);
        request.release();
    }

    @Test
    void isReleasedOnceHoweverOftenItIsAsked() {
        request.release();
        ByteBuf buffer = request.next();
        request.release();
        request.release();
        assertThat(buffer.refCnt()).isZero();
    }
}
