package io.howdah.protocol.auth;

import io.howdah.protocol.SqlState;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A cursor over the attributes of one SCRAM message, {@code a=value} with commas between (RFC 5802, section 7). Each byte becomes
 * one char, so any byte survives the way to a String and back.
 */
final class ScramMessage {

    private final String text;
    private int position;

    ScramMessage(byte[] message) {
        if (message.length > Scram.MAX_MESSAGE_LENGTH) {
            throw ScramException.malformed(message.length + " bytes (expected: at most " + Scram.MAX_MESSAGE_LENGTH + ")");
        }
        text = new String(message, StandardCharsets.ISO_8859_1);
        if (text.isEmpty() || text.indexOf(0) >= 0) {
            throw ScramException.malformed(text.isEmpty() ? "it is empty" : "it holds a NUL");
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    int position() {
        return position;
    }

    String from(int start) {
        return text.substring(start);
    }

    String between(int start, int end) {
        return text.substring(start, end);
    }

    boolean atEnd() {
        return position >= text.length();
    }

    char peek() {
        if (atEnd()) {
            throw ScramException.malformed("it ends where an attribute was expected");
        }
        return text.charAt(position);
    }

    /** Reads up to the next comma, and skips the comma. */
    String upToComma() {
        int comma = text.indexOf(',', position);
        if (comma < 0) {
            throw ScramException.malformed("a comma is missing");
        }
        String part = text.substring(position, comma);
        position = comma + 1;
        return part;
    }

    /** Reads the value of the attribute with this name, which has to come next, and skips the comma after it. */
    String attribute(char name) {
        if (peek() == 'm') {
            throw new ScramException(SqlState.FEATURE_NOT_SUPPORTED,
                    "SCRAM message requires an extension that is not supported");
        }
        if (peek() != name) {
            throw ScramException.malformed("attribute \"" + name + "\" expected, but " + describe(peek()) + " found");
        }
        return anyAttribute();
    }

    /** Reads the value of the next attribute, whatever its name. */
    String anyAttribute() {
        char name = peek();
        if (!(name >= 'a' && name <= 'z' || name >= 'A' && name <= 'Z')) {
            throw ScramException.malformed("attribute expected, but " + describe(name) + " found");
        }
        if (position + 1 >= text.length() || text.charAt(position + 1) != '=') {
            throw ScramException.malformed("\"=\" expected after attribute \"" + name + "\"");
        }
        int comma = text.indexOf(',', position);
        int end = comma < 0 ? text.length() : comma;
        String value = text.substring(position + 2, end);
        if (comma == text.length() - 1) {
            throw ScramException.malformed("it ends with a comma");
        }
        position = comma < 0 ? end : comma + 1;
        return value;
    }

    /** Skips the extensions at a message's end. Extensions that must be understood have the name {@code m} and come first. */
    void skipExtensions() {
        while (!atEnd()) {
            anyAttribute();
        }
    }

    String nonce() {
        String nonce = attribute('r');
        // RFC 5802: printable ASCII without the comma, at which the value has ended.
        if (nonce.isEmpty() || nonce.length() > Scram.MAX_NONCE_LENGTH || !nonce.chars().allMatch(c -> c >= 0x21 && c <= 0x7e)) {
            throw ScramException.malformed("invalid nonce of " + nonce.length() + " characters (expected: 1 to "
                    + Scram.MAX_NONCE_LENGTH + " printable ones)");
        }
        return nonce;
    }

    static byte[] base64(String value, String what, int minLength, int maxLength) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(value);
        } catch (IllegalArgumentException e) {
            throw ScramException.malformed("invalid base64 in " + what);
        }
        if (bytes.length < minLength || bytes.length > maxLength) {
            throw ScramException.malformed(what + " of " + bytes.length + " bytes (expected: " + minLength
                    + (minLength == maxLength ? "" : " to " + maxLength) + ")");
        }
        return bytes;
    }

    private static String describe(char c) {
        return c > 0x20 && c < 0x7f ? "\"" + c + "\"" : String.format("byte 0x%02X", (int) c);
    }
}
