package io.howdah.console.http;

import java.util.function.UnaryOperator;

/**
 * A request as a page sees it: GET and HEAD are one.
 *
 * @param path as it was sent, decoded, without what stands behind the question mark
 * @param trusted whether it may be told everything
 * @param headers the value of a header of this name, in whatever case; null where it was not sent
 */
public record StatusRequest(String path, boolean trusted, UnaryOperator<String> headers) {

    /** The value of a header; empty where it was not sent. */
    public String header(String name) {
        String value = headers.apply(name);
        return value == null ? "" : value;
    }
}
