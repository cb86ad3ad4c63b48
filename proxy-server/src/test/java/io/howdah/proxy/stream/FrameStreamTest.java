package io.howdah.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.protocol.LimitExceededException;
import io.howdah.proxy.ledger.Account;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Frames that must be whole and arrive in many pieces. */
@Timeout(120)
class FrameStreamTest {

    private static final int MEGABYTE = 1 << 20;

    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);
    private final Account gathered = new Account("gathered", 80L * MEGABYTE);
    private long handedOn;
    private int walks;
    private final FrameStream stream = new FrameStream(allocator, Integer.MAX_VALUE, gathered, bytes -> {
        handedOn += bytes.readableBytes();
        bytes.release();
    });

    @AfterEach
    void nothingIsLeft() {
        stream.release();
        assertThat(gathered.held()).isZero();
        assertThat(allocator.metric().usedDirectMemory()).isZero();
    }

    private void arrives(ByteBuf piece, BooleanSupplier frame) {
        stream.begin(piece);
        boolean done = false;
        try {
            while (stream.next() && frame.getAsBoolean()) {
                walks++;
            }
            done = true;
            stream.end();
        } finally {
            if (!done) {
                stream.abandon();
            }
        }
    }

    private boolean whole() {
        walks++;
        return stream.complete() || stream.awaitWhole();
    }

    private boolean withNul() {
        walks++;
        return stream.buffer().indexOf(stream.bodyIndex(), stream.position(), (byte) 0) >= 0 || stream.awaitMore();
    }

    /** Sends a frame of this length in pieces; only the last byte of the body is NUL. */
    private void sends(int length, int pieceLength, BooleanSupplier frame) {
        ByteBuf all = allocator.directBuffer(1 + length);
        try {
            all.writeByte('P').writeInt(length);
            while (all.readableBytes() < length) {
                all.writeByte('x');
            }
            all.writeByte(0);
            while (all.isReadable()) {
                int bytes = Math.min(pieceLength, all.readableBytes());
                arrives(allocator.directBuffer(bytes).writeBytes(all, bytes), frame);
            }
        } finally {
            all.release();
        }
    }

    @Test
    @DisplayName("gathering takes time by the length, not by its square")
    void linear() {
        sends(64 * MEGABYTE, 4 << 10, this::whole);
        assertThat(handedOn).isEqualTo(1 + 64 * MEGABYTE);
        assertThat(walks).as("looks at the frame").isLessThan(5);
    }

    @Test
    @DisplayName("who looks for a name's end looks at each byte twice at most")
    void namesAreLinear() {
        sends(64 * MEGABYTE, 4 << 10, this::withNul);
        assertThat(handedOn).isEqualTo(1 + 64 * MEGABYTE);
        assertThat(walks).as("looks at the frame").isLessThan(40);
    }

    @Test
    @DisplayName("what is gathered is counted, and refused where all have used up what they may")
    void counted() {
        ByteBuf piece = allocator.directBuffer(MEGABYTE);
        piece.writeByte('P').writeInt(2 * MEGABYTE).writeZero(MEGABYTE - 5);
        arrives(piece, this::whole);
        assertThat(gathered.held()).isBetween((long) MEGABYTE, 2L * MEGABYTE + 1);
        gathered.add(80L * MEGABYTE);
        try {
            assertThatThrownBy(() -> arrives(allocator.directBuffer(8).writeZero(8), this::whole))
                    .isInstanceOf(LimitExceededException.class);
        } finally {
            gathered.giveBack(80L * MEGABYTE);
        }
    }
}
