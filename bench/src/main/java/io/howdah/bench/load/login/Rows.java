package io.howdah.bench.load.login;

import io.howdah.protocol.backend.DataRow;
import io.howdah.protocol.backend.RowDescription;
import java.util.List;

/**
 * The result of one query.
 *
 * @param described the columns of RowDescription
 */
public record Rows(List<RowDescription.Column> described, List<DataRow> rows) {

    public Rows {
        described = List.copyOf(described);
        rows = List.copyOf(rows);
    }

    /** The names of the columns. */
    public List<String> columns() {
        return described.stream().map(RowDescription.Column::name).toList();
    }

    /** The whole number in the first row's first column; 0 for NULL or without rows. */
    public long number() {
        return rows.isEmpty() || rows.get(0).text(0) == null ? 0 : Long.parseLong(rows.get(0).text(0));
    }
}
