package io.howdah.proxy.cache.probe;

/**
 * A reason against caching the answer to a statement.
 *
 * @param reason the reason
 * @param detail the name of the relation, function or part of the statement that is the reason; empty if there is nothing to name
 */
public record Bypass(BypassReason reason, String detail) {

    Bypass(BypassReason reason) {
        this(reason, "");
    }

    @Override
    public String toString() {
        return detail.isEmpty() ? reason.text() : reason.text() + ": " + detail;
    }
}
