package io.howdah.bench.load.wire;

import java.util.Locale;

/** How a client sends a statement. The names are those of {@code pgbench -M}. */
public enum QueryProtocol {
    /** A Query message with the values in the text. */
    SIMPLE,
    /** Parse, Bind, Describe and Execute of the unnamed statement, each time. */
    EXTENDED,
    /** Parse of a named statement once per connection, then Bind, Describe and Execute. */
    PREPARED;

    /** The command line's spelling. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
