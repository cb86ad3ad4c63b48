package io.howdah.protocol.backend;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.FrameWriter;
import io.howdah.protocol.Printable;
import io.howdah.protocol.SqlState;
import io.netty.buffer.ByteBuf;

/** An error; {@code FATAL} and {@code PANIC} end the connection. The accessor of a missing field returns null. */
public record ErrorResponse(ErrorFields fields) implements BackendMessage {

    /**
     * An error of the pooler's own.
     *
     * @param severity ERROR, FATAL or PANIC; written untranslated in both severity fields
     * @param message put on one line: control characters are escaped, for a name in it may come from outside
     */
    public static ErrorResponse of(String severity, SqlState state, String message) {
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

    public ErrorResponse withHint(String hint) {
        return new ErrorResponse(fields.with(ErrorFields.HINT, hint == null ? null : Printable.of(hint)));
    }

    public ErrorResponse withDetail(String detail) {
        return withDetailInLines(detail == null ? null : Printable.of(detail));
    }

    /** Sets a detail that may have several lines. */
    public ErrorResponse withDetailInLines(String detail) {
        return new ErrorResponse(fields.with(ErrorFields.DETAIL, detail));
    }

    /** @param position in the query's text, in characters, counted from 1 */
    public ErrorResponse withPosition(int position) {
        return new ErrorResponse(fields.with(ErrorFields.POSITION, Integer.toString(position)));
    }

    public ErrorResponse withSeverity(String severity) {
        return new ErrorResponse(fields.withSeverity(severity));
    }

    public String severity() {
        return fields.severity();
    }

    public String sqlState() {
        return fields.sqlState();
    }

    public String message() {
        return fields.message();
    }

    public String detail() {
        return fields.detail();
    }

    public String hint() {
        return fields.hint();
    }

    public String position() {
        return fields.position();
    }

    public String routine() {
        return fields.routine();
    }
}
