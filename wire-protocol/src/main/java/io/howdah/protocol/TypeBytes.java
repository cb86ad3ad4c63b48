package io.howdah.protocol;

/** Writes type bytes for people. */
final class TypeBytes {

    private TypeBytes() {
    }

    /** {@code 'Q'} for a printable byte, {@code 0x07} for another. */
    static String describe(byte type) {
        return type >= 0x20 && type < 0x7f ? "'" + (char) type + "'" : String.format("0x%02X", type & 0xff);
    }
}
