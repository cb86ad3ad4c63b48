package io.howdah.bench.load.wire;

import io.netty.buffer.ByteBuf;

/** Writes and compares whole numbers of 0 and more as decimal digits in buffers, without making a String. */
final class Digits {

    private Digits() {
    }

    /** The number of digits. */
    static int count(int value) {
        int digits = 1;
        for (int rest = value / 10; rest > 0; rest /= 10) {
            digits++;
        }
        return digits;
    }

    static void write(ByteBuf out, int value) {
        int begin = out.writerIndex();
        int end = begin + count(value);
        out.ensureWritable(end - begin);
        out.writerIndex(end);
        int rest = value;
        for (int index = end - 1; index >= begin; index--) {
            out.setByte(index, '0' + rest % 10);
            rest /= 10;
        }
    }

    /** Whether the bytes are the number as PostgreSQL writes it. */
    static boolean equal(ByteBuf in, int index, int length, int value) {
        if (length != count(value)) {
            return false;
        }
        int rest = value;
        for (int at = index + length - 1; at >= index; at--) {
            if (in.getByte(at) != '0' + rest % 10) {
                return false;
            }
            rest /= 10;
        }
        return true;
    }
}
