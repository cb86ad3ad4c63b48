package io.howdah.bench.shows;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One answer of a console.
 *
 * @param columns in their order
 * @param rows values by the names of columns; null for SQL's NULL
 */
record Table(List<Column> columns, List<Map<String, String>> rows) {

    /**
     * A column as RowDescription tells it.
     *
     * @param type its type, and what else is said of it
     */
    record Column(String name, String type) {

        @Override
        public String toString() {
            return name + " " + type;
        }
    }

    /** The first row with this value. */
    Optional<Map<String, String>> row(String column, String value) {
        return rows.stream().filter(row -> value.equals(row.get(column))).findFirst();
    }

    /** How many rows there are of each value of a column. */
    Map<String, Long> count(String column) {
        Map<String, Long> counts = new LinkedHashMap<>();
        rows.forEach(row -> counts.merge(String.valueOf(row.get(column)), 1L, Long::sum));
        return counts;
    }

    /** The rows without those of the console itself, which is only there because it was asked. */
    Table withoutConsole() {
        return new Table(columns, rows.stream().filter(row -> !"pgbouncer".equals(row.get("database"))).toList());
    }

    List<String> names() {
        List<String> names = new ArrayList<>();
        columns.forEach(column -> names.add(column.name()));
        return names;
    }
}
