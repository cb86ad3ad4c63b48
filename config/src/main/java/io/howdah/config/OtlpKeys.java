package io.howdah.config;

import static io.howdah.config.SettingKey.global;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Settings for pushing the metrics by OTLP. */
final class OtlpKeys {

    /** A collector's default path for metrics. */
    static final String METRICS_PATH = "/v1/metrics";

    private static final String ENDPOINT_EXPECTED = "a URL such as http://collector:4318, without user and password";
    private static final String HEADERS_EXPECTED = "name=value,name=value, values percent-encoded where they have a comma or a percent sign";

    /** RFC 9110: token. */
    private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}");
    private static final Pattern HEADER_VALUE = Pattern.compile("[\\x20-\\x7e]*");
    private static final Pattern ENCODED = Pattern.compile("%(?![0-9A-Fa-f]{2})");

    /** Headers that HTTP or OtlpPush sets. */
    private static final Set<String> RESERVED = Set.of(
            "connection", "content-encoding", "content-length", "content-type", "expect", "host", "transfer-encoding", "upgrade");

    static final SettingKey<Optional<URI>> ENDPOINT = global("otlp_endpoint", "admin.otlp_endpoint",
            new ValueType<>(ValueType.URL, ENDPOINT_EXPECTED, OtlpKeys::readEndpoint,
                    (value, format) -> value.map(URI::toString).orElse("")),
            "",
            "Collector for the metrics of `/metrics`, by OTLP (HTTP, JSON): an `http` or `https` URL. A URL without a path "
                    + "gets `/v1/metrics`. Empty turns the push off. Not in PgBouncer.");
    static final SettingKey<Duration> INTERVAL = global("otlp_interval", "admin.otlp_interval", Quantities.seconds(), "60",
            "Time from one push to the next, at least a second. Not in PgBouncer.");
    static final SettingKey<Map<String, String>> HEADERS = global("otlp_headers", "admin.otlp_headers",
            new ValueType<>("text", HEADERS_EXPECTED, OtlpKeys::readHeaders, (value, format) -> writeHeaders(value)), "",
            "HTTP headers of each push, such as a token: `name=value,name=value`, as in `OTEL_EXPORTER_OTLP_HEADERS`. "
                    + "Not in PgBouncer.")
            .keptSecret();

    static final List<SettingKey<?>> ALL = List.of(ENDPOINT, INTERVAL, HEADERS);

    private OtlpKeys() {
    }

    private static Optional<URI> readEndpoint(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw new InvalidValueException("this is no URL", ENDPOINT_EXPECTED);
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new InvalidValueException("this is no http or https URL", ENDPOINT_EXPECTED);
        }
        // SHOW CONFIG and the log show the URL, so a password in the URL would be public. The error text must not repeat the URL
        // either.
        if (uri.getRawUserInfo() != null || uri.getRawAuthority() != null && uri.getRawAuthority().contains("@")) {
            throw new InvalidValueException("user and password have no place in it: send them by otlp_headers",
                    ENDPOINT_EXPECTED);
        }
        if (uri.getHost() == null || uri.getPort() == 0 || uri.getPort() > ValueTypes.MAX_PORT || uri.getRawFragment() != null) {
            throw new InvalidValueException("it has no host, or a port or an end that no URL for HTTP has", ENDPOINT_EXPECTED);
        }
        return Optional.of(uri);
    }

    private static Map<String, String> readHeaders(String text) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        int number = 0;
        for (String entry : text.split(",", -1)) {
            number++;
            if (entry.isBlank()) {
                continue;
            }
            int equals = entry.indexOf('=');
            String name = equals < 0 ? "" : entry.substring(0, equals).strip();
            // The headers are secret, so no error text quotes them.
            if (!HEADER_NAME.matcher(name).matches()) {
                throw new InvalidValueException("header " + number + " is no name=value", HEADERS_EXPECTED);
            }
            if (RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
                throw new InvalidValueException(
                        "header " + number + " is " + name.toLowerCase(Locale.ROOT) + ", which cannot be chosen",
                        HEADERS_EXPECTED);
            }
            String value = decoded(entry.substring(equals + 1).strip());
            if (!HEADER_VALUE.matcher(value).matches()) {
                throw new InvalidValueException(
                        "the value of header " + number + " has more than the printable characters of ASCII",
                        HEADERS_EXPECTED);
            }
            headers.put(name, value);
        }
        return Collections.unmodifiableMap(headers);
    }

    /** A percent sign without two hexadecimal digits behind it stands for itself, and so does a plus. */
    private static String decoded(String value) {
        return URLDecoder.decode(ENCODED.matcher(value).replaceAll("%25").replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static String writeHeaders(Map<String, String> headers) {
        return headers.entrySet().stream()
                .map(header -> header.getKey() + "="
                        + header.getValue().replace("%", "%25").replace(",", "%2C").replace(" ", "%20"))
                .collect(Collectors.joining(","));
    }
}
