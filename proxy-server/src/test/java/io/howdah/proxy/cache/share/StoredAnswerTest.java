package io.howdah.proxy.cache.share;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class StoredAnswerTest {

    private static final byte[] ADDRESS = new byte[32];
    private static final List<byte[]> TOKENS = List.of(bytes("one"), bytes("two"));

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static StoredAnswer answer() {
        return new StoredAnswer(ADDRESS, TOKENS, 5, bytes("TTTTTDDDDDC"), new byte[0]);
    }

    @Test
    @DisplayName("What is written is read")
    void readAgain() {
        StoredAnswer again = StoredAnswer.read(answer().write()).orElseThrow();
        assertThat(again.bytes()).isEqualTo(bytes("TTTTTDDDDDC"));
        assertThat(again.rows()).isEqualTo(5);
        assertThat(again.isFor(ADDRESS, TOKENS)).isTrue();
    }

    @Test
    @DisplayName("A value with any bit flipped, cut off anywhere or with more behind it is no answer")
    void damaged() {
        byte[] value = answer().write();
        for (int i = 0; i < value.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] flipped = value.clone();
                flipped[i] ^= (byte) (1 << bit);
                assertThat(StoredAnswer.read(flipped)).isEmpty();
            }
            assertThat(StoredAnswer.read(Arrays.copyOf(value, i))).isEmpty();
        }
        assertThat(StoredAnswer.read(Arrays.copyOf(value, value.length + 1))).isEmpty();
        assertThat(StoredAnswer.read(bytes("somebody else's value"))).isEmpty();
    }

    @Test
    @DisplayName("An answer to another question, or from another state of a table, is of no use")
    void foreign() {
        byte[] other = ADDRESS.clone();
        other[31] = 1;
        assertThat(answer().isFor(other, TOKENS)).isFalse();
        assertThat(answer().isFor(ADDRESS, List.of(bytes("one"), bytes("too")))).isFalse();
        assertThat(answer().isFor(ADDRESS, List.of(bytes("one")))).isFalse();
        assertThat(answer().isFor(ADDRESS, List.of(bytes("two"), bytes("one")))).isFalse();
    }
}
