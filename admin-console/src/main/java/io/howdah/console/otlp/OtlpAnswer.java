package io.howdah.console.otlp;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Set;

/**
 * The result of a push.
 *
 * @param problem the error in one line; empty for success
 * @param remark the collector's warning with a success; empty for none
 * @param pause the collector's wish for a pause before the next push; zero for none
 */
record OtlpAnswer(String problem, String remark, Duration pause) {

    /** Statuses that ask for another try later. Only with these a Retry-After counts. */
    private static final Set<Integer> LATER = Set.of(429, 502, 503, 504);

    /** Limits the Retry-After header, so that a wrong header does not stop the push for good. */
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
    private static final int LONGEST_TEXT = 200;

    static OtlpAnswer failed(String problem) {
        return new OtlpAnswer(line(problem), "", Duration.ZERO);
    }

    static OtlpAnswer of(HttpResponse<byte[]> response, Instant now) {
        int status = response.statusCode();
        Map<String, Object> body = object(response.body());
        if (status == 200) {
            return taken(body);
        }
        if (status / 100 == 2) {
            return new OtlpAnswer("", "", Duration.ZERO);
        }
        String message = body.get("message") instanceof String text && !text.isBlank() ? ": " + text : "";
        Duration pause = LATER.contains(
                status) ? response.headers().firstValue("Retry-After").map(text -> pause(text.strip(), now))
                        .orElse(Duration.ZERO) : Duration.ZERO;
        return new OtlpAnswer(line("HTTP status " + status + message), "", pause);
    }

    private static OtlpAnswer taken(Map<String, Object> body) {
        if (!(body.get("partialSuccess") instanceof Map<?, ?> partial)) {
            return new OtlpAnswer("", "", Duration.ZERO);
        }
        // Protocol Buffers' JSON writes a 64-bit integer as a string; some collectors write a number.
        Object rejected = partial.get("rejectedDataPoints");
        Object message = partial.get("errorMessage");
        String text = message == null ? "" : message.toString();
        boolean isWhole = rejected == null || rejected.toString().equals("0");
        return isWhole ? new OtlpAnswer("", line(text), Duration.ZERO)
                : new OtlpAnswer(line(rejected + " data points were rejected: " + text), "", Duration.ZERO);
    }

    private static Map<String, Object> object(byte[] body) {
        try {
            return body.length == 0 ? Map.of() : JSON.std.mapFrom(body);
        } catch (IOException | RuntimeException e) {
            return Map.of();
        }
    }

    /** Parses Retry-After: seconds, or a date. */
    private static Duration pause(String text, Instant now) {
        Duration pause;
        try {
            pause = text.matches("[0-9]{1,9}") ? Duration.ofSeconds(Long.parseLong(text))
                    : Duration.between(now, ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
        } catch (DateTimeException e) {
            return Duration.ZERO;
        }
        return pause.isNegative() ? Duration.ZERO : pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    private static String line(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ").strip();
        return line.length() > LONGEST_TEXT ? line.substring(0, LONGEST_TEXT) + "..." : line;
    }
}
