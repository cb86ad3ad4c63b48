package io.howdah.console.http;

import com.fasterxml.jackson.jr.ob.JSON;
import io.howdah.console.show.ShowTable;
import io.howdah.console.show.ShowTables;
import io.howdah.console.view.PoolerView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/NAME}: the rows of SHOW NAME as a JSON array of objects, with the columns as keys. {@code /api/} lists the names.
 * The page has the tables that stats_users may see. Counts are numbers, times are ISO 8601 in UTC.
 */
public final class TablesPage implements StatusPage {

    /** The path in front of a table's name. */
    public static final String BEGINNING = "/api/";

    private final PoolerView view;

    /** @param view the source of the rows */
    public TablesPage(PoolerView view) {
        this.view = view;
    }

    @Override
    public CompletionStage<StatusReply> answer(StatusRequest request, Executor work) {
        String name = request.path().substring(BEGINNING.length());
        if (name.isEmpty()) {
            List<String> names = ShowTables.all().stream().filter(ShowTable::isForStatsUsers)
                    .map(table -> BEGINNING + table.name().toLowerCase(Locale.ROOT)).sorted().toList();
            return CompletableFuture.completedStage(StatusReply.json(200, document(names)));
        }
        Optional<ShowTable<?>> table = ShowTables.named(name).filter(ShowTable::isForStatsUsers);
        if (table.isEmpty()) {
            return CompletableFuture
                    .completedStage(StatusReply.text(404, "there is no such table; " + BEGINNING + " lists them"));
        }
        return answer(table.get(), work);
    }

    private <T> CompletionStage<StatusReply> answer(ShowTable<T> table, Executor work) {
        return table.rows(view, work).thenApply(rows -> StatusReply.json(200, document(objects(table, rows))));
    }

    private static <T> List<Map<String, @Nullable Object>> objects(ShowTable<T> table, List<List<@Nullable Object>> rows) {
        List<Map<String, @Nullable Object>> objects = new ArrayList<>(rows.size());
        for (List<@Nullable Object> row : rows) {
            Map<String, @Nullable Object> object = new LinkedHashMap<>();
            for (int i = 0; i < row.size(); i++) {
                object.put(table.columns().get(i).name(), value(row.get(i)));
            }
            objects.add(object);
        }
        return objects;
    }

    private static @Nullable Object value(@Nullable Object value) {
        if (value instanceof Boolean flag) {
            return flag ? 1 : 0;
        } else if (value instanceof Instant instant) {
            return instant.toString();
        } else if (value instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
        return value;
    }

    static byte[] document(Object value) {
        try {
            return JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES).asBytes(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
