package io.howdah.bench.load.wire;

import io.netty.buffer.ByteBuf;

/** Checks whether a row is one column with one given number. The check makes no object. */
public final class OnlyKey {

    /** The number of columns, and the length of the only column. */
    private static final int HEAD = 2 + 4;

    private OnlyKey() {
    }

    /**
     * @param index index of the DataRow's first body byte
     * @param length length of the DataRow's body
     */
    public static boolean is(int key, ByteBuf row, int index, int length) {
        return length > HEAD && row.getInt(index + 2) == length - HEAD
                && Digits.equal(row, index + HEAD, length - HEAD, key);
    }
}
