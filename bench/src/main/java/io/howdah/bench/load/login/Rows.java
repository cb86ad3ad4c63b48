package io.howdah.bench.load.login;

import io.howdah.protocol.backend.DataRow;
import java.util.List;

/** What one query gave. */
public record Rows(List<String> columns, List<DataRow> rows) {

    public Rows {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /** The whole number in the only row's first column; 0 for NULL or no row. */
    public long number() {
        return rows.isEmpty() || rows.get(0).text(0) == null ? 0 : Long.parseLong(rows.get(0).text(0));
    }
}
