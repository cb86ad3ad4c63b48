package io.howdah.console.http;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A request as a page sees it; a page does not tell GET from HEAD.
 *
 * @param path decoded, without the query behind the question mark
 * @param trusted whether the answer may tell everything
 * @param headers gives the value of a header, by a name in any case; null for a missing header
 */
public record StatusRequest(String path, boolean trusted, UnaryOperator<@Nullable String> headers) {

    /** The value of a header; empty for a missing header. */
    public String header(String name) {
        String value = headers.apply(name);
        return value == null ? "" : value;
    }
}
