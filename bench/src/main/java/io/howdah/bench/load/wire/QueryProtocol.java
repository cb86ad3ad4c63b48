package io.howdah.bench.load.wire;

import java.util.Locale;

/** How a statement is sent; the names are those of {@code pgbench -M}. */
public enum QueryProtocol {
    /** A Query message with the values in the text. */
    SIMPLE,
    /** Parse, Bind, Describe, Execute of the unnamed statement, each time. */
    EXTENDED,
    /** Parse once per connection under a name, then Bind, Describe and Execute. */
    PREPARED;

    /** As the command line spells it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
