package io.howdah.protocol;

/** How a type byte is shown in texts for people. */
final class TypeBytes {

    private TypeBytes() {
    }

    /** {@code 'Q'} for what prints, {@code 0x07} for what does not. */
    static String describe(byte type) {
        return type >= 0x20 && type < 0x7f ? "'" + (char) type + "'" : String.format("0x%02X", type & 0xff);
    }
}
