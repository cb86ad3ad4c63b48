package io.howdah.console;

import io.howdah.console.show.ColumnType;
import io.howdah.protocol.backend.DataRow;
import io.howdah.protocol.backend.NoticeResponse;
import io.howdah.protocol.backend.RowDescription;
import java.util.ArrayList;
import java.util.List;

/**
 * What a command gave.
 *
 * @param notices said before anything else
 * @param columns of the rows; none where the command gives no rows
 * @param rows a value per column each, null for SQL's NULL
 * @param tag of CommandComplete
 */
record Answer(List<NoticeResponse> notices, List<Column> columns, List<List<Object>> rows, String tag) {

    /** A column's name and type. */
    record Column(String name, ColumnType type) {}

    /** Nothing but a tag. */
    static Answer done(String tag) {
        return new Answer(List.of(), List.of(), List.of(), tag);
    }

    static Answer rows(List<Column> columns, List<List<Object>> rows, String tag) {
        return new Answer(List.of(), columns, rows, tag);
    }

    /** The same, with these said first. */
    Answer after(List<NoticeResponse> said) {
        return new Answer(said, columns, rows, tag);
    }

    /** @param formats as Bind has them: none for text, one for all columns, or one for each */
    static RowDescription describe(List<Column> columns, List<Short> formats) {
        List<RowDescription.Column> described = new ArrayList<>(columns.size());
        for (int i = 0; i < columns.size(); i++) {
            described.add(columns.get(i).type().column(columns.get(i).name()).inFormat(format(formats, i)));
        }
        return new RowDescription(described);
    }

    /** One row on the wire. */
    DataRow row(int index, List<Short> formats) {
        List<Object> values = rows.get(index);
        List<byte[]> written = new ArrayList<>(values.size());
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
