package io.howdah.bench.load.wire;

import io.netty.buffer.ByteBuf;

/** Looks whether a row is one column with one whole number; makes no object. */
public final class OnlyKey {

    /** Number of columns, and length of the one. */
    private static final int HEAD = 2 + 4;

    private OnlyKey() {
    }

    /**
     * @param index of the DataRow's first body byte
     * @param length of its body
     */
    public static boolean is(int key, ByteBuf row, int index, int length) {
        return length > HEAD && row.getInt(index + 2) == length - HEAD
                && Digits.equal(row, index + HEAD, length - HEAD, key);
    }
}
