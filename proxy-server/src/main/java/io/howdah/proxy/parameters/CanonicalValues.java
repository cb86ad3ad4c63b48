package io.howdah.proxy.parameters;

import io.howdah.protocol.CStrings;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Turns a client's start-up values into PostgreSQL's spelling of them. A driver reads the reported values before the pooler has
 * asked a server. A value that CanonicalValues does not know is reported as given until a server reports its own spelling.
 */
public final class CanonicalValues {

    /** PostgreSQL's {@code pg_encname_tbl}: names reduced to letters and digits, and the encoding's official name. */
    private static final Map<String, String> ENCODINGS = Map.ofEntries(
            Map.entry("utf8", "UTF8"), Map.entry("unicode", "UTF8"), Map.entry("sqlascii", "SQL_ASCII"),
            Map.entry("latin1", "LATIN1"), Map.entry("iso88591", "LATIN1"), Map.entry("latin2", "LATIN2"),
            Map.entry("iso88592", "LATIN2"), Map.entry("latin3", "LATIN3"), Map.entry("iso88593", "LATIN3"),
            Map.entry("latin4", "LATIN4"), Map.entry("iso88594", "LATIN4"), Map.entry("latin5", "LATIN5"),
            Map.entry("iso88599", "LATIN5"), Map.entry("latin6", "LATIN6"), Map.entry("iso885910", "LATIN6"),
            Map.entry("latin7", "LATIN7"), Map.entry("iso885913", "LATIN7"), Map.entry("latin8", "LATIN8"),
            Map.entry("iso885914", "LATIN8"), Map.entry("latin9", "LATIN9"), Map.entry("iso885915", "LATIN9"),
            Map.entry("latin10", "LATIN10"), Map.entry("iso885916", "LATIN10"), Map.entry("iso88595", "ISO_8859_5"),
            Map.entry("iso88596", "ISO_8859_6"), Map.entry("iso88597", "ISO_8859_7"), Map.entry("iso88598", "ISO_8859_8"),
            Map.entry("win1250", "WIN1250"), Map.entry("windows1250", "WIN1250"), Map.entry("win1251", "WIN1251"),
            Map.entry("win", "WIN1251"), Map.entry("windows1251", "WIN1251"), Map.entry("win1252", "WIN1252"),
            Map.entry("windows1252", "WIN1252"), Map.entry("win1253", "WIN1253"), Map.entry("windows1253", "WIN1253"),
            Map.entry("win1254", "WIN1254"), Map.entry("windows1254", "WIN1254"), Map.entry("win1255", "WIN1255"),
            Map.entry("windows1255", "WIN1255"), Map.entry("win1256", "WIN1256"), Map.entry("windows1256", "WIN1256"),
            Map.entry("win1257", "WIN1257"), Map.entry("windows1257", "WIN1257"), Map.entry("win1258", "WIN1258"),
            Map.entry("abc", "WIN1258"), Map.entry("tcvn", "WIN1258"), Map.entry("tcvn5712", "WIN1258"),
            Map.entry("vscii", "WIN1258"), Map.entry("windows1258", "WIN1258"), Map.entry("win866", "WIN866"),
            Map.entry("alt", "WIN866"), Map.entry("windows866", "WIN866"), Map.entry("win874", "WIN874"),
            Map.entry("windows874", "WIN874"), Map.entry("koi8", "KOI8R"), Map.entry("koi8r", "KOI8R"),
            Map.entry("koi8u", "KOI8U"), Map.entry("eucjp", "EUC_JP"), Map.entry("euccn", "EUC_CN"),
            Map.entry("euckr", "EUC_KR"), Map.entry("euctw", "EUC_TW"), Map.entry("eucjis2004", "EUC_JIS_2004"),
            Map.entry("sjis", "SJIS"), Map.entry("mskanji", "SJIS"), Map.entry("shiftjis", "SJIS"),
            Map.entry("win932", "SJIS"), Map.entry("windows932", "SJIS"), Map.entry("shiftjis2004", "SHIFT_JIS_2004"),
            Map.entry("big5", "BIG5"), Map.entry("win950", "BIG5"), Map.entry("windows950", "BIG5"),
            Map.entry("gbk", "GBK"), Map.entry("win936", "GBK"), Map.entry("windows936", "GBK"),
            Map.entry("uhc", "UHC"), Map.entry("win949", "UHC"), Map.entry("windows949", "UHC"),
            Map.entry("gb18030", "GB18030"), Map.entry("johab", "JOHAB"), Map.entry("muleinternal", "MULE_INTERNAL"));

    /**
     * Names of time zones by their lower-case form: PostgreSQL ignores the case of a zone's name, and reports the official name.
     */
    private static final Map<String, String> ZONES = ZoneId.getAvailableZoneIds().stream()
            .filter(zone -> !zone.startsWith("SystemV/"))
            .collect(Collectors.toMap(zone -> zone.toLowerCase(Locale.ROOT), zone -> zone));

    private static final HexFormat HEX = HexFormat.of();

    private CanonicalValues() {}

    /** @param reported a server's reports to a client that sets nothing */
    public static String of(String name, String value, ParameterSet reported) {
        String serverDefault = reported.get(name);
        switch (name.toLowerCase(Locale.ROOT)) {
            case "application_name":
                return ascii(value, reported.get("server_version"));
            case "client_encoding":
                return encoding(value);
            case "datestyle":
                return dateStyle(value, serverDefault);
            case "intervalstyle":
                return value.toLowerCase(Locale.ROOT);
            case "standard_conforming_strings":
            case "default_transaction_read_only":
                return bool(value);
            case "timezone":
                return ZONES.getOrDefault(value.toLowerCase(Locale.ROOT), value);
            default:
                return value;
        }
    }

    /** {@code pg_clean_ascii}: bytes that are not printable ASCII become {@code \xhh}, before PostgreSQL 16 a question mark. */
    private static String ascii(String value, @Nullable String serverVersion) {
        byte[] bytes = CStrings.bytes(value);
        StringBuilder clean = null;
        for (int i = 0; i < bytes.length; i++) {
            boolean printable = bytes[i] >= ' ' && bytes[i] < 127;
            if (!printable && clean == null) {
                clean = new StringBuilder(value.substring(0, i));
            }
            if (clean != null) {
                clean.append(printable ? String.valueOf((char) bytes[i])
                        : escapesBytes(serverVersion) ? "\\x" + HEX.toHexDigits(bytes[i]) : "?");
            }
        }
        return clean == null ? value : clean.toString();
    }

    private static boolean escapesBytes(@Nullable String serverVersion) {
        int major = 0;
        for (int i = 0; serverVersion != null && i < serverVersion.length() && Character.isDigit(serverVersion.charAt(i)); i++) {
            major = major * 10 + serverVersion.charAt(i) - '0';
        }
        return major >= 16;
    }

    private static String encoding(String value) {
        if (value.equals("UNICODE")) {
            // old JDBC drivers expect to read back "UNICODE", and PostgreSQL keeps it for them (check_client_encoding)
            return value;
        }
        StringBuilder letters = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            if (Character.isLetterOrDigit(value.charAt(i))) {
                letters.append(Character.toLowerCase(value.charAt(i)));
            }
        }
        return ENCODINGS.getOrDefault(letters.toString(), value);
    }

    /** A value may have only a style or only an order; the other stays the server's (check_datestyle). */
    private static String dateStyle(String value, @Nullable String serverDefault) {
        String style = null;
        String order = null;
        for (String word : value.split("[,\\s]+", 0)) {
            String w = word.toLowerCase(Locale.ROOT);
            if (w.equals("iso")) {
                style = "ISO";
            } else if (w.equals("sql")) {
                style = "SQL";
            } else if (w.startsWith("postgres")) {
                style = "Postgres";
            } else if (w.equals("german")) {
                style = "German";
                order = order == null ? "DMY" : order;
            } else if (w.equals("ymd")) {
                order = "YMD";
            } else if (w.equals("dmy") || w.startsWith("euro")) {
                order = "DMY";
            } else if (w.equals("mdy") || w.equals("us") || w.startsWith("noneuro")) {
                order = "MDY";
            } else if (!w.isEmpty()) {
                return value;
            }
        }
        String[] defaults = serverDefault == null ? new String[0] : serverDefault.split(",\\s*");
        if (style == null && defaults.length > 0) {
            style = defaults[0];
        }
        if (order == null && defaults.length > 1) {
            order = defaults[1];
        }
        return style == null || order == null ? value : style + ", " + order;
    }

    private static String bool(String value) {
        String v = value.toLowerCase(Locale.ROOT);
        if (v.equals("1") || v.equals("on") || (!v.isEmpty() && ("true".startsWith(v) || "yes".startsWith(v)))) {
            return "on";
        }
        boolean off = v.equals("0") || v.equals("of") || v.equals("off")
                || (!v.isEmpty() && ("false".startsWith(v) || "no".startsWith(v)));
        return off ? "off" : value;
    }
}
