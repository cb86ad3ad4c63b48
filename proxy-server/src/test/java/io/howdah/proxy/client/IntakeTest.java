package io.howdah.proxy.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.proxy.ledger.Account;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Waiting bytes stay in order, and are counted while there are more than a few. */
class IntakeTest {

    private final Account waiting = new Account("waiting_bytes", 10_000);
    private final Intake intake = new Intake(UnpooledByteBufAllocator.DEFAULT, waiting);

    private static ByteBuf bytes(String text) {
        return UnpooledByteBufAllocator.DEFAULT.directBuffer().writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String text(ByteBuf buffer) {
        try {
            return buffer.toString(StandardCharsets.US_ASCII);
        } finally {
            buffer.release();
        }
    }

    @Test
    void whatComesLaterStandsBehind() {
        assertThat(intake.isHolding()).isFalse();
        intake.put(bytes("one "));
        intake.add(bytes("two "));
        intake.add(bytes("three"));
        assertThat(intake.bytes()).isEqualTo(13);
        assertThat(text(intake.take())).isEqualTo("one two three");
        assertThat(intake.isHolding()).isFalse();
        assertThat(intake.take()).isNull();
    }

    @Test
    void aLittleIsNotCounted() {
        intake.put(bytes("x".repeat(2048)));
        assertThat(intake.settle()).isFalse();
        assertThat(intake.isHeavy()).isFalse();
        assertThat(waiting.held()).isZero();
        intake.add(bytes("x"));
        assertThat(intake.settle()).isTrue();
        assertThat(intake.isHeavy()).isTrue();
        assertThat(waiting.held()).isEqualTo(2049);
        intake.release();
        assertThat(waiting.held()).isZero();
        assertThat(intake.isHeavy()).isFalse();
    }

    @Test
    void knowsWhenAllClientsTogetherHoldTooMuch() {
        intake.put(bytes("x".repeat(10_000)));
        intake.settle();
        assertThat(intake.isShortOfMemory()).isTrue();
        intake.take().release();
        assertThat(intake.isShortOfMemory()).isFalse();
    }
}
