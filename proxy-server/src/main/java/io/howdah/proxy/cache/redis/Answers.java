package io.howdah.proxy.cache.redis;

import io.lettuce.core.KeyValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads answers, and refuses those that the command cannot have. */
final class Answers {

    private Answers() {}

    static Found found(Long millis, List<KeyValue<byte[], byte[]>> values, int expected) {
        if (values.size() != expected) {
            throw garbage(values.size() + " values for " + expected + " keys");
        }
        List<byte @Nullable []> found = new ArrayList<>(expected);
        for (KeyValue<byte[], byte[]> value : values) {
            found.add(value.hasValue() ? value.getValue() : null);
        }
        return new Found(millis, found);
    }

    /** Reads the answer to SET. */
    static @Nullable Void isOk(@Nullable String answer) {
        if (!"OK".equals(answer)) {
            throw garbage("the answer to SET is not OK");
        }
        return null;
    }

    /** Reads the answer to TIME: seconds, and microseconds. */
    static Long millis(List<byte[]> answer) {
        try {
            long seconds = Long.parseLong(new String(answer.get(0), StandardCharsets.US_ASCII));
            long micros = Long.parseLong(new String(answer.get(1), StandardCharsets.US_ASCII));
            return seconds * 1_000 + micros / 1_000;
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw garbage("the answer to TIME is no time");
        }
    }

    static RedisFailure garbage(String message) {
        return new RedisFailure(RedisFailure.Reason.GARBAGE, message);
    }
}
