package io.howdah.protocol.backend;

import io.howdah.protocol.BodyReader;
import io.howdah.protocol.CStrings;
import io.howdah.protocol.SqlState;
import io.netty.buffer.ByteBuf;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an ErrorResponse or NoticeResponse in the order sent (manual, "Error and Notice Message Fields"). Any field may
 * be missing, also the SQLSTATE; the accessor of a missing field returns null.
 */
public record ErrorFields(Map<Character, String> fields) {

    /** Severity, perhaps translated. */
    public static final char SEVERITY = 'S';
    /** Severity, never translated; since PostgreSQL 9.6. */
    public static final char SEVERITY_NON_LOCALIZED = 'V';
    public static final char SQL_STATE = 'C';
    public static final char MESSAGE = 'M';
    public static final char DETAIL = 'D';
    public static final char HINT = 'H';
    /** Position of the error in the query's text, in characters, counted from 1. */
    public static final char POSITION = 'P';
    public static final char ROUTINE = 'R';

    public ErrorFields {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    static ErrorFields of(String severity, SqlState state, String message) {
        Map<Character, String> fields = new LinkedHashMap<>();
        fields.put(SEVERITY, severity);
        fields.put(SEVERITY_NON_LOCALIZED, severity);
        fields.put(SQL_STATE, state.code());
        fields.put(MESSAGE, message);
        return new ErrorFields(fields);
    }

    static ErrorFields read(ByteBuf body, String message) {
        Map<Character, String> fields = new LinkedHashMap<>();
        for (byte type = BodyReader.readByte(body); type != 0; type = BodyReader.readByte(body)) {
            fields.put((char) (type & 0xff), BodyReader.readString(body));
        }
        BodyReader.end(body, message);
        return new ErrorFields(fields);
    }

    void write(ByteBuf out) {
        fields.forEach((type, value) -> {
            out.writeByte(type);
            CStrings.write(out, value);
        });
        out.writeByte(0);
    }

    /** @param value null leaves the field out */
    ErrorFields with(char type, @Nullable String value) {
        Map<Character, String> changed = new LinkedHashMap<>(fields);
        if (value == null) {
            changed.remove(type);
        } else {
            changed.put(type, value);
        }
        return new ErrorFields(changed);
    }

    ErrorFields withSeverity(String severity) {
        return with(SEVERITY, severity).with(SEVERITY_NON_LOCALIZED, severity);
    }

    /** The untranslated severity if there is one, otherwise the other. */
    public @Nullable String severity() {
        String severity = fields.get(SEVERITY_NON_LOCALIZED);
        return severity != null ? severity : fields.get(SEVERITY);
    }

    public @Nullable String sqlState() {
        return fields.get(SQL_STATE);
    }

    public @Nullable String message() {
        return fields.get(MESSAGE);
    }

    public @Nullable String detail() {
        return fields.get(DETAIL);
    }

    public @Nullable String hint() {
        return fields.get(HINT);
    }

    public @Nullable String position() {
        return fields.get(POSITION);
    }

    public @Nullable String routine() {
        return fields.get(ROUTINE);
    }
}
