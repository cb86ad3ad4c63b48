package io.howdah.proxy.cache.share;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/** What anybody may write into a Redis is an answer or none, and an answer is written as it is read. */
class StoredAnswerFuzzTest {

    /** The value stands here without its checksum, which no fuzzer would guess. */
    @FuzzTest(maxDuration = "10m")
    void anyBytes(byte[] value) {
        CRC32C sum = new CRC32C();
        sum.update(value);
        byte[] signed = ByteBuffer.allocate(value.length + Integer.BYTES).put(value).putInt((int) sum.getValue()).array();
        Optional<StoredAnswer> answer = StoredAnswer.read(signed);
        answer.ifPresent(read -> {
            assertThat(read.write()).isEqualTo(signed);
            assertThat(read.isFor(read.address(), read.tokens())).isTrue();
            assertThat(read.isFor(new byte[32], List.of(new byte[7]))).isFalse();
            assertThat(read.rows()).isNotNegative();
        });
        byte[] damaged = Arrays.copyOf(signed, signed.length);
        damaged[damaged.length - 1] ^= 1;
        assertThat(StoredAnswer.read(damaged)).isEmpty();
        assertThat(StoredAnswer.read(value).isPresent() && answer.isPresent()).as("with and without its end").isFalse();
    }
}
