package io.howdah.proxy.sql;

/** PostgreSQL's classes of bytes ({@code scan.l}), for any encoding: every byte from 0x80 on may be part of an identifier. */
final class Lexical {

    private Lexical() {
    }

    /** {@code space} of {@code scan.l}. */
    static boolean isBlank(byte b) {
        return b == ' ' || b >= '\t' && b <= '\r';
    }

    static boolean isNewline(byte b) {
        return b == '\n' || b == '\r';
    }

    /** {@code ident_start}. */
    static boolean isIdentifierStart(byte b) {
        return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b == '_' || b < 0;
    }

    /** {@code ident_cont}. */
    static boolean isIdentifierPart(byte b) {
        return isIdentifierStart(b) || isDigit(b) || b == '$';
    }

    static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    /** ASCII letters in lower case, every other byte unchanged: PostgreSQL does this to identifiers in multi-byte encodings. */
    static byte fold(byte b) {
        return b >= 'A' && b <= 'Z' ? (byte) (b + ('a' - 'A')) : b;
    }
}
