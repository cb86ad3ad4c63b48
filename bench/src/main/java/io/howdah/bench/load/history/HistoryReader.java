package io.howdah.bench.load.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;

/** Reads the versions of rows, mostly of a few popular ones. */
public final class HistoryReader extends HistoryClient {

    private static final List<String> QUESTIONS = List.of(
            "SELECT v FROM history.row WHERE id = %d",
            "SELECT v FROM history.shown WHERE id = %d",
            "SELECT max(v) FROM history.row WHERE id IN (%d, -1)");

    private static final List<String> QUERY_MODES = List.of("simple", "extended", "extendedForPrepared");

    private static final int POPULAR = 3;

    private final String name;

    /**
     * @param number this reader's number, from 0
     * @param name of the place, for what is told
     */
    public HistoryReader(History history, Place place, int number, String name, Random random, long untilNanos) {
        super(history, place, QUERY_MODES.get(number % QUERY_MODES.size()), random, untilNanos);
        this.name = name;
    }

    @Override
    void use(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                PreparedStatement prepared = connection.prepareStatement("SELECT v FROM history.row WHERE id = ?")) {
            while (!isOver()) {
                int row = random().nextInt(random().nextInt(5) == 0 ? history().rows() : POPULAR);
                int question = random().nextInt(2 * QUESTIONS.size());
                int least = history().least(row);
                int found;
                if (question < QUESTIONS.size()) {
                    found = version(statement.executeQuery(QUESTIONS.get(question).formatted(row)));
                } else {
                    prepared.setInt(1, row);
                    found = version(prepared.executeQuery());
                }
                history().read(row, least, found, name);
            }
        }
    }

    private static int version(ResultSet rows) throws SQLException {
        try (rows) {
            return rows.next() ? rows.getInt(1) : -1;
        }
    }
}
