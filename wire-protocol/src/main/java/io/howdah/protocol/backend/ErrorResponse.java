package io.howdah.protocol.backend;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.FrameWriter;
import io.howdah.protocol.Printable;
import io.howdah.protocol.SqlState;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** An error; {@code FATAL} and {@code PANIC} end the connection. The accessor of a missing field returns null. */
public record ErrorResponse(ErrorFields fields) implements BackendMessage {

    /**
     * An error of the pooler's own.
     *
     * @param severity ERROR, FATAL or PANIC; written untranslated in both severity fields
     * @param message put on one line: control characters are escaped, for a name in it may come from outside. For an exception
     *     without a message, the word null.
     */
    public static ErrorResponse of(String severity, SqlState state, @Nullable String message) {
        return new ErrorResponse(ErrorFields.of(severity, state, Printable.of(String.valueOf(message))));
    }

    public static ErrorResponse read(ByteBuf body) {
        return new ErrorResponse(ErrorFields.read(body, "ErrorResponse"));
    }

    @Override
    public void write(ByteBuf out) {
        int frame = FrameWriter.begin(out, BackendType.ERROR_RESPONSE);
        fields.write(out);
        FrameWriter.end(out, frame);
    }

    /** @param hint null for none */
    public ErrorResponse withHint(@Nullable String hint) {
        return new ErrorResponse(fields.with(ErrorFields.HINT, hint == null ? null : Printable.of(hint)));
    }

    /** @param detail null for none */
    public ErrorResponse withDetail(@Nullable String detail) {
        return withDetailInLines(detail == null ? null : Printable.of(detail));
    }

    /** Sets a detail that may have several lines; null for none. */
    public ErrorResponse withDetailInLines(@Nullable String detail) {
        return new ErrorResponse(fields.with(ErrorFields.DETAIL, detail));
    }

    /** @param position in the query's text, in characters, counted from 1 */
    public ErrorResponse withPosition(int position) {
        return new ErrorResponse(fields.with(ErrorFields.POSITION, Integer.toString(position)));
    }

    public ErrorResponse withSeverity(String severity) {
        return new ErrorResponse(fields.withSeverity(severity));
    }

    public @Nullable String severity() {
        return fields.severity();
    }

    public @Nullable String sqlState() {
        return fields.sqlState();
    }

    public @Nullable String message() {
        return fields.message();
    }

    public @Nullable String detail() {
        return fields.detail();
    }

    public @Nullable String hint() {
        return fields.hint();
    }

    public @Nullable String position() {
        return fields.position();
    }

    public @Nullable String routine() {
        return fields.routine();
    }
}
