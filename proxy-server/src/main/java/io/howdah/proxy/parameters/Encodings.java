package io.howdah.proxy.parameters;

import io.howdah.protocol.CStrings;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Converts parameter values between the two encodings of a session. A server reports values in client_encoding, which differs
 * from client to client. The pooler keeps values in the server's own encoding, like the values of a start-up packet.
 */
public final class Encodings {

    /**
     * PostgreSQL's names of encodings for which Java has another name. Values in an encoding that Java does not know are not
     * converted.
     */
    private static final Map<String, String> JAVA_NAMES = Map.ofEntries(
            Map.entry("UTF8", "UTF-8"), Map.entry("LATIN1", "ISO-8859-1"), Map.entry("LATIN2", "ISO-8859-2"),
            Map.entry("LATIN3", "ISO-8859-3"), Map.entry("LATIN4", "ISO-8859-4"), Map.entry("LATIN5", "ISO-8859-9"),
            Map.entry("LATIN7", "ISO-8859-13"), Map.entry("LATIN9", "ISO-8859-15"), Map.entry("LATIN10", "ISO-8859-16"),
            Map.entry("ISO_8859_5", "ISO-8859-5"), Map.entry("ISO_8859_6", "ISO-8859-6"), Map.entry("ISO_8859_7", "ISO-8859-7"),
            Map.entry("ISO_8859_8", "ISO-8859-8"), Map.entry("WIN1250", "windows-1250"), Map.entry("WIN1251", "windows-1251"),
            Map.entry("WIN1252", "windows-1252"), Map.entry("WIN1253", "windows-1253"), Map.entry("WIN1254", "windows-1254"),
            Map.entry("WIN1255", "windows-1255"), Map.entry("WIN1256", "windows-1256"), Map.entry("WIN1257", "windows-1257"),
            Map.entry("WIN1258", "windows-1258"), Map.entry("WIN866", "IBM866"), Map.entry("WIN874", "x-windows-874"),
            Map.entry("KOI8R", "KOI8-R"), Map.entry("KOI8U", "KOI8-U"), Map.entry("EUC_JP", "EUC-JP"),
            Map.entry("EUC_CN", "GB2312"), Map.entry("EUC_KR", "EUC-KR"), Map.entry("SJIS", "windows-31j"),
            Map.entry("BIG5", "Big5"), Map.entry("GBK", "GBK"), Map.entry("UHC", "x-windows-949"),
            Map.entry("GB18030", "GB18030"), Map.entry("JOHAB", "x-Johab"));

    private Encodings() {}

    /** A reported value in the server's encoding. */
    public static String fromClients(String value, ParameterSet reported) {
        return converted(value, reported.get("client_encoding"), reported.get("server_encoding"));
    }

    /** A value as the server would report it to a session with this client_encoding. */
    public static String toClients(String value, ParameterSet reported) {
        return converted(value, reported.get("server_encoding"), reported.get("client_encoding"));
    }

    /** Whether the value is the same in every encoding. */
    public static boolean isAscii(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static String converted(String value, @Nullable String from, @Nullable String to) {
        if (isAscii(value) || from == null || to == null || from.equals(to)) {
            return value;
        }
        Optional<Charset> source = charset(from);
        Optional<Charset> target = charset(to);
        if (source.isEmpty() || target.isEmpty()) {
            return value;
        }
        try {
            String text = source.get().newDecoder().onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(CStrings.bytes(value))).toString();
            ByteBuffer bytes = target.get().newEncoder().onUnmappableCharacter(CodingErrorAction.REPORT)
                    .encode(CharBuffer.wrap(text));
            byte[] converted = new byte[bytes.remaining()];
            bytes.get(converted);
            return CStrings.text(converted);
        } catch (CharacterCodingException impossible) {
            return value;
        }
    }

    private static Optional<Charset> charset(String name) {
        String java = JAVA_NAMES.get(name);
        return java != null && Charset.isSupported(java) ? Optional.of(Charset.forName(java)) : Optional.empty();
    }
}
