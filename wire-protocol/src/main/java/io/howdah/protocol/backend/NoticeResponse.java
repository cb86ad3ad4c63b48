package io.howdah.protocol.backend;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.FrameWriter;
import io.howdah.protocol.SqlState;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** A warning or a notice; may come at any time. The accessor of a missing field returns null. */
public record NoticeResponse(ErrorFields fields) implements BackendMessage {

    /** @param severity WARNING, NOTICE, DEBUG, INFO or LOG; written untranslated in both severity fields */
    public static NoticeResponse of(String severity, SqlState state, String message) {
        return new NoticeResponse(ErrorFields.of(severity, state, message));
    }

    public static NoticeResponse read(ByteBuf body) {
        return new NoticeResponse(ErrorFields.read(body, "NoticeResponse"));
    }

    @Override
    public void write(ByteBuf out) {
        int frame = FrameWriter.begin(out, BackendType.NOTICE_RESPONSE);
        fields.write(out);
        FrameWriter.end(out, frame);
    }

    /** @param hint null for none */
    public NoticeResponse withHint(@Nullable String hint) {
        return new NoticeResponse(fields.with(ErrorFields.HINT, hint));
    }

    /** @param detail null for none */
    public NoticeResponse withDetail(@Nullable String detail) {
        return new NoticeResponse(fields.with(ErrorFields.DETAIL, detail));
    }

    public NoticeResponse withSeverity(String severity) {
        return new NoticeResponse(fields.withSeverity(severity));
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

    public @Nullable String routine() {
        return fields.routine();
    }
}
