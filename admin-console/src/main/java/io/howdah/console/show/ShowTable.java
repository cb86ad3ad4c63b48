package io.howdah.console.show;

import io.howdah.console.view.PoolerView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * One SHOW as data: a name, a source of rows, and columns, each with a type and a function that reads its value from a row. Only
 * administrators may see a table unless {@code forStatsUsers} ends it.
 *
 * @param <T> a row of the view
 */
public final class ShowTable<T> {

    /** The ending of the columns that SHOW STATS has since PgBouncer 1.26. */
    public static final String SINCE_1_26 = "client_login_count";

    /**
     * One column.
     *
     * @param value reads the column's value from a row; null is SQL's NULL
     */
    public record Column<T>(String name, ColumnType type, Function<T, @Nullable Object> value) {}

    private final String name;
    private final Function<PoolerView, CompletionStage<List<T>>> rows;
    private final List<Column<T>> columns;
    private final boolean forStatsUsers;

    private ShowTable(String name, Function<PoolerView, CompletionStage<List<T>>> rows, List<Column<T>> columns,
            boolean forStatsUsers) {
        this.name = name;
        this.rows = rows;
        this.columns = List.copyOf(columns);
        this.forStatsUsers = forStatsUsers;
    }

    /**
     * Begins a table.
     *
     * @param name the word behind SHOW, in capitals
     * @param rows asks the view
     */
    public static <T> Builder<T> named(String name, Function<PoolerView, CompletionStage<List<T>>> rows) {
        return new Builder<>(name, rows);
    }

    /** The word behind SHOW, in capitals. */
    public String name() {
        return name;
    }

    /** The columns, in order. */
    public List<Column<T>> columns() {
        return columns;
    }

    /** Whether stats_users may see it. */
    public boolean isForStatsUsers() {
        return forStatsUsers;
    }

    /** The same table without the columns whose names end so. */
    public ShowTable<T> without(String ending) {
        return new ShowTable<>(name, rows, columns.stream().filter(column -> !column.name().endsWith(ending)).toList(),
                forStatsUsers);
    }

    /** The values of each row, in the order of the columns. */
    public CompletionStage<List<List<@Nullable Object>>> rows(PoolerView view) {
        return rows.apply(view).thenApply(all -> all.stream().map(this::values).toList());
    }

    /** As {@link #rows(PoolerView)}; the executor runs the work beyond asking the view. */
    public CompletionStage<List<List<@Nullable Object>>> rows(PoolerView view, Executor work) {
        return rows.apply(view).thenApplyAsync(all -> all.stream().map(this::values).toList(), work);
    }

    /** The values of one row, in the order of the columns. */
    public List<@Nullable Object> values(T row) {
        List<@Nullable Object> values = new ArrayList<>(columns.size());
        columns.forEach(column -> values.add(column.value().apply(row)));
        return values;
    }

    /** Builds a table column by column. */
    public static final class Builder<T> {
        private final String name;
        private final Function<PoolerView, CompletionStage<List<T>>> rows;
        private final List<Column<T>> columns = new ArrayList<>();

        private Builder(String name, Function<PoolerView, CompletionStage<List<T>>> rows) {
            this.name = name;
            this.rows = rows;
        }

        Builder<T> text(String column, Function<T, @Nullable String> value) {
            return add(column, ColumnType.TEXT, value::apply);
        }

        Builder<T> int4(String column, ToIntFunction<T> value) {
            return add(column, ColumnType.INT4, value::applyAsInt);
        }

        /** A flag, 0 or 1. */
        Builder<T> flag(String column, Predicate<T> value) {
            return add(column, ColumnType.INT4, value::test);
        }

        Builder<T> int8(String column, ToLongFunction<T> value) {
            return add(column, ColumnType.INT8, value::applyAsLong);
        }

        Builder<T> numeric(String column, ToLongFunction<T> value) {
            return add(column, ColumnType.NUMERIC, value::applyAsLong);
        }

        Builder<T> float8(String column, ToDoubleFunction<T> value) {
            return add(column, ColumnType.FLOAT8, value::applyAsDouble);
        }

        Builder<T> time(String column, Function<T, @Nullable Instant> value) {
            return add(column, ColumnType.TIME, value::apply);
        }

        Builder<T> bytea(String column, Function<T, byte @Nullable []> value) {
            return add(column, ColumnType.BYTEA, value::apply);
        }

        private Builder<T> add(String column, ColumnType type, Function<T, @Nullable Object> value) {
            columns.add(new Column<>(column, type, value));
            return this;
        }

        /** Ends the table, for administrators and stats_users. */
        ShowTable<T> forStatsUsers() {
            return new ShowTable<>(name, rows, columns, true);
        }

        /** Ends the table, for administrators alone. */
        ShowTable<T> forAdministrators() {
            return new ShowTable<>(name, rows, columns, false);
        }
    }
}
