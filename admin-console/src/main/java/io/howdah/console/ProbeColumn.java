package io.howdah.console;

import io.howdah.console.show.ColumnType;
import java.util.function.Function;

/**
 * One column of a SELECT that needs no table.
 *
 * @param value what it is for this client
 */
public record ProbeColumn(String name, ColumnType type, Function<ConsoleClient, Object> value) {

    /** The same under another name. */
    ProbeColumn as(String alias) {
        return new ProbeColumn(alias, type, value);
    }
}
