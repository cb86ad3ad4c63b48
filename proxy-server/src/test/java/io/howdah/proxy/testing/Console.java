package io.howdah.proxy.testing;

import io.howdah.protocol.backend.DataRow;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.backend.NoticeResponse;
import io.howdah.protocol.backend.RowDescription;
import io.howdah.protocol.fixtures.Frame;
import io.howdah.protocol.fixtures.ScriptedClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A client on the console of a pooler. */
public final class Console implements AutoCloseable {

    private final ScriptedClient client;

    public Console(ScriptedClient unconnected, String user, String database) throws IOException {
        client = unconnected;
        try {
            client.login(user, database);
        } catch (IOException | AssertionError e) {
            client.close();
            throw e;
        }
    }

    public ScriptedClient client() {
        return client;
    }

    /** The answer's rows, with bars between the values. */
    public List<String> ask(String sql) throws IOException {
        List<Frame> answer = client.query(sql);
        requireNoError(sql, answer);
        return answer.stream().filter(frame -> frame.type() == 'D')
                .map(frame -> String.join("|", values(frame).stream().map(value -> value == null ? "NULL" : value).toList()))
                .toList();
    }

    /** The answer's rows, by the names of their columns. */
    public List<Map<String, String>> rows(String sql) throws IOException {
        List<Frame> answer = client.query(sql);
        requireNoError(sql, answer);
        List<String> names = answer.stream().filter(frame -> frame.type() == 'T')
                .flatMap(frame -> RowDescription.read(frame.buffer()).columns().stream().map(RowDescription.Column::name))
                .toList();
        List<Map<String, String>> rows = new ArrayList<>();
        for (Frame frame : answer) {
            if (frame.type() == 'D') {
                Map<String, String> row = new LinkedHashMap<>();
                List<String> values = values(frame);
                for (int i = 0; i < values.size(); i++) {
                    row.put(names.get(i), values.get(i));
                }
                rows.add(row);
            }
        }
        return rows;
    }

    /** The only row with this value in the column. */
    public Map<String, String> row(String sql, String column, String value) throws IOException {
        List<Map<String, String>> matching = rows(sql).stream().filter(row -> value.equals(row.get(column))).toList();
        if (matching.size() != 1) {
            throw new AssertionError("one row with " + column + " = " + value + " expected of " + sql + ", but met " + matching);
        }
        return matching.get(0);
    }

    /** The tag of a command that has no rows. */
    public String command(String sql) throws IOException {
        List<Frame> answer = client.query(sql);
        requireNoError(sql, answer);
        return String.join(",", Replies.tags(answer));
    }

    /** The notices before the answer. */
    public List<String> notices(String sql) throws IOException {
        List<Frame> answer = client.query(sql);
        requireNoError(sql, answer);
        return answer.stream().filter(frame -> frame.type() == 'N').map(frame -> NoticeResponse.read(frame.buffer()).message())
                .toList();
    }

    public ErrorResponse error(String sql) throws IOException {
        return Replies.error(client.query(sql));
    }

    private static List<String> values(Frame frame) {
        DataRow row = DataRow.read(frame.buffer());
        List<String> values = new ArrayList<>();
        for (int i = 0; i < row.values().size(); i++) {
            values.add(row.text(i));
        }
        return values;
    }

    private static void requireNoError(String sql, List<Frame> answer) {
        String errors = answer.stream().filter(frame -> frame.type() == 'E')
                .map(frame -> ErrorResponse.read(frame.buffer()))
                .map(error -> error.sqlState() + " " + error.message() + " " + error.detail()).collect(Collectors.joining());
        if (!errors.isEmpty()) {
            throw new AssertionError(sql + ": " + errors);
        }
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
