package io.howdah.proxy.testing;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.fixtures.Frame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Reads the messages of a {@code ScriptedClient} for assertions. */
public final class Replies {

    private Replies() {
    }

    /**
     * The messages' types in order, such as {@code "T D C Z"}, without notices and parameter reports, which may come at any time.
     */
    public static String types(List<Frame> frames) {
        return frames.stream()
                .filter(frame -> frame.type() != BackendType.PARAMETER_STATUS && frame.type() != BackendType.NOTICE_RESPONSE)
                .map(frame -> Character.toString((char) frame.type()))
                .collect(Collectors.joining(" "));
    }

    /** The first column of every row; null for NULL. */
    public static List<String> values(List<Frame> frames) {
        List<String> values = new ArrayList<>();
        for (Frame frame : frames) {
            if (frame.type() == BackendType.DATA_ROW) {
                var row = frame.buffer().skipBytes(2);
                int length = row.readInt();
                values.add(length < 0 ? null : row.readCharSequence(length, StandardCharsets.UTF_8).toString());
            }
        }
        return values;
    }

    public static String value(List<Frame> frames) {
        List<String> values = values(frames);
        if (values.size() != 1) {
            throw new AssertionError("one row expected, but met " + frames);
        }
        return values.get(0);
    }

    public static List<String> tags(List<Frame> frames) {
        return frames.stream().filter(frame -> frame.type() == BackendType.COMMAND_COMPLETE).map(Frame::text).toList();
    }

    /** The first error. */
    public static ErrorResponse error(List<Frame> frames) {
        return frames.stream()
                .filter(frame -> frame.type() == BackendType.ERROR_RESPONSE)
                .findFirst()
                .map(frame -> ErrorResponse.read(frame.buffer()))
                .orElseThrow(() -> new AssertionError("an error expected, but met " + frames));
    }

    /** The status of the last ReadyForQuery. */
    public static char status(List<Frame> frames) {
        Frame last = frames.get(frames.size() - 1);
        if (last.type() != BackendType.READY_FOR_QUERY) {
            throw new AssertionError("ReadyForQuery expected last, but met " + frames);
        }
        return (char) last.body()[0];
    }
}
