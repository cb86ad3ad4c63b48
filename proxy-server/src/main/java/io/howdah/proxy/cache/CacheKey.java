package io.howdah.proxy.cache;

import io.howdah.proxy.hash.KeyedHash;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Bytes by which something is found in the cache. Two keys are equal if their bytes are: nothing is found by its hash alone. A
 * key that is being built is used on one thread; {@link #copy} makes one that lasts.
 */
final class CacheKey {

    private byte[] bytes;
    private int length;
    private int hash;

    /** An empty key, to be built. */
    CacheKey() {
        this(new byte[512], 0, 0);
    }

    private CacheKey(byte[] bytes, int length, int hash) {
        this.bytes = bytes;
        this.length = length;
        this.hash = hash;
    }

    /** Begins a key anew. */
    CacheKey begin(Scope scope, byte kind) {
        length = 0;
        add(scope.number());
        room(1);
        bytes[length++] = kind;
        return this;
    }

    /** Adds a part of a length of its own. */
    CacheKey add(ByteBuf in, int index, int size) {
        room(4 + size);
        number(size);
        in.getBytes(index, bytes, length, size);
        length += size;
        return this;
    }

    /** Adds the first bytes of an array as a part of a length of its own. */
    CacheKey add(byte[] part, int size) {
        room(4 + size);
        number(size);
        append(part, size);
        return this;
    }

    /** Adds a number. */
    CacheKey add(long number) {
        room(8);
        number((int) (number >> 32));
        number((int) number);
        return this;
    }

    /** The key is complete. */
    CacheKey end() {
        hash = KeyedHash.of(bytes, length);
        return this;
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
        }
    }

    private void number(int number) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            bytes[length++] = (byte) (number >> shift);
        }
    }

    private void append(byte[] part, int size) {
        System.arraycopy(part, 0, bytes, length, size);
        length += size;
    }

    /** Length in bytes. */
    int length() {
        return length;
    }

    /** The bytes from an index on. */
    byte[] from(int index) {
        return from(index, length - index);
    }

    byte[] from(int index, int size) {
        return Arrays.copyOfRange(bytes, index, index + size);
    }

    /** A key with the same bytes that does not change. */
    CacheKey copy() {
        return new CacheKey(Arrays.copyOf(bytes, length), length, hash);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CacheKey key && hash == key.hash
                && Arrays.equals(bytes, 0, length, key.bytes, 0, key.length);
    }
}
