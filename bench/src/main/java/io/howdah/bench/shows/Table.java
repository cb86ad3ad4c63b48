package io.howdah.bench.shows;

import io.howdah.bench.load.login.Rows;
import io.howdah.protocol.backend.DataRow;
import io.howdah.protocol.backend.RowDescription;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One answer of a console.
 *
 * @param columns the columns, in their order
 * @param rows values by the columns' names; null for SQL's NULL
 */
record Table(List<Column> columns, List<Map<String, String>> rows) {

    /**
     * A column of RowDescription.
     *
     * @param type the column's type and its other properties
     */
    record Column(String name, String type) {

        @Override
        public String toString() {
            return name + " " + type;
        }
    }

    /** Names in pg_type. */
    private static final Map<Integer, String> TYPES = Map.of(RowDescription.Column.TEXT_OID, "text",
            RowDescription.Column.INT4_OID, "int4", RowDescription.Column.INT8_OID, "int8", RowDescription.Column.NUMERIC_OID,
            "numeric", RowDescription.Column.BYTEA_OID,
            "bytea");

    static Table of(Rows answer) {
        List<Map<String, String>> rows = new ArrayList<>();
        for (DataRow values : answer.rows()) {
            Map<String, String> row = new LinkedHashMap<>();
            for (int i = 0; i < answer.columns().size(); i++) {
                row.put(answer.columns().get(i), values.text(i));
            }
            rows.add(row);
        }
        return new Table(answer.described().stream().map(Table::column).toList(), rows);
    }

    /** All fields of RowDescription: type, length, modifier, table, column number in the table, and format of the values. */
    private static Column column(RowDescription.Column column) {
        String type = TYPES.getOrDefault(column.typeOid(), Integer.toString(column.typeOid()));
        return new Column(column.name(), type + "/" + column.typeLen() + "/" + column.typeMod() + "/" + column.tableOid() + "/"
                + column.column() + "/" + column.format());
    }

    /** The first row with this value in the column. */
    Optional<Map<String, String>> row(String column, String value) {
        return rows.stream().filter(row -> value.equals(row.get(column))).findFirst();
    }

    /** The number of rows for each value of a column. */
    Map<String, Long> count(String column) {
        Map<String, Long> counts = new LinkedHashMap<>();
        rows.forEach(row -> counts.merge(String.valueOf(row.get(column)), 1L, Long::sum));
        return counts;
    }

    /** The rows without the console's own row, which is there only because this session asked. */
    Table withoutConsole() {
        return new Table(columns, rows.stream().filter(row -> !"pgbouncer".equals(row.get("database"))).toList());
    }

    List<String> names() {
        List<String> names = new ArrayList<>();
        columns.forEach(column -> names.add(column.name()));
        return names;
    }
}
