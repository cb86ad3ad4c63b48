package io.howdah.console;

import io.howdah.console.show.ColumnType;
import io.howdah.protocol.backend.DataRow;
import io.howdah.protocol.backend.NoticeResponse;
import io.howdah.protocol.backend.RowDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The result of a command.
 *
 * @param notices sent first
 * @param columns of the rows; empty for a command without rows
 * @param rows one value per column; null for SQL's NULL
 * @param tag of CommandComplete
 */
record Answer(List<NoticeResponse> notices, List<Column> columns, List<List<@Nullable Object>> rows, String tag) {

    /** A column's name and type. */
    record Column(String name, ColumnType type) {}

    /** A result with a tag alone. */
    static Answer done(String tag) {
        return new Answer(List.of(), List.of(), List.of(), tag);
    }

    static Answer rows(List<Column> columns, List<List<@Nullable Object>> rows, String tag) {
        return new Answer(List.of(), columns, rows, tag);
    }

    /** The result of an order, when the order is done. Cancelling the result cancels the order. */
    static <T> CompletableFuture<Answer> of(CompletableFuture<T> order, Function<? super T, Answer> result) {
        CompletableFuture<Answer> answer = order.thenApply(result);
        answer.whenComplete((done, problem) -> {
            // Cancelling a dependent CompletableFuture does not cancel its source.
            if (answer.isCancelled()) {
                order.cancel(false);
            }
        });
        return answer;
    }

    /** The same result with these notices first. */
    Answer after(List<NoticeResponse> said) {
        return new Answer(said, columns, rows, tag);
    }

    /** @param formats as in Bind: none for text, one for all columns, or one for each */
    static RowDescription describe(List<Column> columns, List<Short> formats) {
        List<RowDescription.Column> described = new ArrayList<>(columns.size());
        for (int i = 0; i < columns.size(); i++) {
            described.add(columns.get(i).type().column(columns.get(i).name()).inFormat(format(formats, i)));
        }
        return new RowDescription(described);
    }

    /** One row on the wire. */
    DataRow row(int index, List<Short> formats) {
        List<@Nullable Object> values = rows.get(index);
        List<byte @Nullable []> written = new ArrayList<>(values.size());
        for (int i = 0; i < values.size(); i++) {
            ColumnType type = columns.get(i).type();
            written.add(format(formats, i) == 0 ? type.text(values.get(i)) : type.binary(values.get(i)));
        }
        return new DataRow(written);
    }

    private static short format(List<Short> formats, int column) {
        return formats.isEmpty() ? 0 : formats.get(formats.size() == 1 ? 0 : column);
    }
}
