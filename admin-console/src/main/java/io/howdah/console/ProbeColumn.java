package io.howdah.console;

import io.howdah.console.show.ColumnType;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One column of a SELECT without a table.
 *
 * @param value computes the column's value for a client
 */
public record ProbeColumn(String name, ColumnType type, Function<ConsoleClient, @Nullable Object> value) {

    /** The same column under another name. */
    ProbeColumn as(String alias) {
        return new ProbeColumn(alias, type, value);
    }
}
