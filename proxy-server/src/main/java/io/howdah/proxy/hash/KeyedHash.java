package io.howdah.proxy.hash;

import io.netty.buffer.ByteBuf;
import java.security.SecureRandom;

/**
 * SipHash-1-3 with a key that each process draws anew. Clients choose the bytes, and must not be able to choose the hash. With a
 * hash that anybody can compute, a client could put tens of thousands of names into one place of a table, and each look-up would
 * compare them all.
 */
public final class KeyedHash {

    private static final long KEY_0;
    private static final long KEY_1;

    static {
        SecureRandom random = new SecureRandom();
        KEY_0 = random.nextLong();
        KEY_1 = random.nextLong();
    }

    private KeyedHash() {}

    /** The hash of an array's bytes; equal bytes in a buffer have the same hash. */
    public static int of(byte[] bytes) {
        return of(bytes, bytes.length);
    }

    /** The hash of an array's first {@code length} bytes. */
    public static int of(byte[] bytes, int length) {
        return of(bytes, length, KEY_0, KEY_1);
    }

    static int of(byte[] bytes, long key0, long key1) {
        return of(bytes, bytes.length, key0, key1);
    }

    private static int of(byte[] bytes, int length, long key0, long key1) {
        State state = new State(key0, key1);
        int whole = length & ~7;
        for (int i = 0; i < whole; i += 8) {
            long word = 0;
            for (int j = 7; j >= 0; j--) {
                word = word << 8 | (bytes[i + j] & 0xff);
            }
            state.word(word);
        }
        long last = (long) length << 56;
        for (int i = length - 1; i >= whole; i--) {
            last |= (bytes[i] & 0xffL) << (8 * (i - whole));
        }
        return state.end(last);
    }

    /** The hash of bytes in a buffer. */
    public static int of(ByteBuf buffer, int index, int length) {
        State state = new State(KEY_0, KEY_1);
        int whole = length & ~7;
        for (int i = 0; i < whole; i += 8) {
            state.word(buffer.getLongLE(index + i));
        }
        long last = (long) length << 56;
        for (int i = length - 1; i >= whole; i--) {
            last |= (buffer.getByte(index + i) & 0xffL) << (8 * (i - whole));
        }
        return state.end(last);
    }

    /** A State never leaves its method, so the JIT compiler need not allocate it. */
    private static final class State {
        private long v0;
        private long v1;
        private long v2;
        private long v3;

        State(long key0, long key1) {
            v0 = key0 ^ 0x736f6d6570736575L;
            v1 = key1 ^ 0x646f72616e646f6dL;
            v2 = key0 ^ 0x6c7967656e657261L;
            v3 = key1 ^ 0x7465646279746573L;
        }

        void word(long word) {
            v3 ^= word;
            round();
            v0 ^= word;
        }

        int end(long last) {
            word(last);
            v2 ^= 0xff;
            round();
            round();
            round();
            long hash = v0 ^ v1 ^ v2 ^ v3;
            return (int) (hash ^ hash >>> 32);
        }

        private void round() {
            v0 += v1;
            v2 += v3;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v1;
            v0 += v3;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 = Long.rotateLeft(v2, 32);
        }
    }
}
