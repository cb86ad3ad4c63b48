package io.howdah.proxy.hash;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.proxy.prepared.ClientStatements;
import io.howdah.proxy.prepared.Environment;
import io.howdah.proxy.prepared.StatementRegistry;
import io.howdah.proxy.sql.StatementVerdict;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class KeyedHashTest {

    /** 65,536 names with the same hash under the polynomial 31, which cannot tell "Aa" from "BB". */
    private static List<byte[]> collidingNames() {
        List<byte[]> names = new ArrayList<>();
        for (int bits = 0; bits < 1 << 16; bits++) {
            StringBuilder name = new StringBuilder();
            for (int i = 0; i < 16; i++) {
                name.append((bits >> i & 1) == 0 ? "Aa" : "BB");
            }
            names.add(name.toString().getBytes(StandardCharsets.US_ASCII));
        }
        return names;
    }

    @Test
    @DisplayName("SipHash-1-3 of nothing, by the key of its authors' test vectors")
    void vector() {
        assertThat(KeyedHash.of(new byte[0], 0x0706050403020100L, 0x0f0e0d0c0b0a0908L)).isEqualTo(0x050fc4dc ^ 0xabac0158);
    }

    @Test
    @DisplayName("an array and a buffer with the same bytes have the same, whatever their length")
    void alike() {
        Random random = new Random(1);
        for (int length = 0; length < 70; length++) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            ByteBuf buffer = Unpooled.wrappedBuffer(new byte[] {1, 2, 3}, bytes, new byte[] {4});
            assertThat(KeyedHash.of(buffer, 3, length)).isEqualTo(KeyedHash.of(bytes));
        }
    }

    @Test
    @DisplayName("names chosen to collide do not")
    void spread() {
        Set<Integer> hashes = new HashSet<>();
        List<byte[]> names = collidingNames();
        assertThat(names.stream().mapToInt(Arrays::hashCode).distinct().count()).isEqualTo(1);
        names.forEach(name -> hashes.add(KeyedHash.of(name)));
        assertThat(hashes.size()).isGreaterThan(names.size() - 100);
    }

    /** The time to enter these names and texts and find them again. */
    private static long nanosOf(List<byte[]> names) {
        long before = System.nanoTime();
        ClientStatements statements = new ClientStatements();
        StatementRegistry registry = new StatementRegistry();
        for (byte[] name : names) {
            statements.add(name, registry.intern(name, new Environment("pool", ""), body -> StatementVerdict.NOTHING));
        }
        for (byte[] name : names) {
            ClientStatements.Registration found = statements.find(Unpooled.wrappedBuffer(name), 0, name.length);
            assertThat(found.statement() == registry.intern(name, new Environment("pool", ""), body -> StatementVerdict.NOTHING))
                    .isTrue();
        }
        return System.nanoTime() - before;
    }

    @Test
    @DisplayName("65,536 such names and texts take no longer than others")
    void tables() {
        List<byte[]> colliding = collidingNames();
        Random random = new Random(2);
        List<byte[]> others = colliding.stream().map(name -> {
            StringBuilder other = new StringBuilder();
            random.ints(name.length, 'a', 'z' + 1).forEach(letter -> other.append((char) letter));
            return other.toString().getBytes(StandardCharsets.US_ASCII);
        }).toList();
        long nanos = Long.MAX_VALUE;
        long nanosOfOthers = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            nanosOfOthers = Math.min(nanosOfOthers, nanosOf(others));
            nanos = Math.min(nanos, nanosOf(colliding));
        }
        assertThat(nanos).as("nanoseconds; others take " + nanosOfOthers).isLessThan(4 * nanosOfOthers);
    }
}
