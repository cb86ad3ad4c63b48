package io.howdah.proxy.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.proxy.client.RequestConversation.Row;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a server gets of a client's requests, what the client is told, and where the walk ends, for the orders of messages in
 * {@link RequestRelayRows}. TCP may cut a client's bytes anywhere, and no cut makes a difference.
 */
class RequestRelayTest {

    /** Bytes at either end of a long row in front of which the row is cut. */
    private static final int ENDS = 20;

    static Stream<Row> rows() {
        return rows(RequestRelayRows.QUERIES, RequestRelayRows.SETTING_BACK, RequestRelayRows.DEALLOCATING,
                RequestRelayRows.SEQUENCES, RequestRelayRows.PLANS, RequestRelayRows.UNNAMED, RequestRelayRows.NAMED,
                RequestRelayRows.IN_DOUBT,
                RequestRelayRows.CLOSING, RequestRelayRows.BATCHES, RequestRelayRows.COPY, RequestRelayRows.PASSING_NAMES,
                RequestRelayRows.WITHOUT_A_SERVER, RequestRelayRows.DROPPED, RequestRelayRows.FAREWELL,
                RequestRelayRows.MALFORMED, RequestRelayRows.CUT);
    }

    static Stream<Row> uncutRows() {
        return rows(RequestRelayRows.IN_ONE_BUFFER);
    }

    static Stream<Row> longRows() {
        return rows(RequestRelayRows.LONG);
    }

    private static Stream<Row> rows(String... tables) {
        return Stream.of(tables).map(Row::of).flatMap(List::stream);
    }

    private static void assertTranscript(Row row, String cut, IntPredicate cuts) {
        assertThat(RequestConversation.transcript(row, cuts)).as("%s, %s", row, cut).isEqualTo(row.expected());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"rows", "uncutRows", "longRows"})
    @DisplayName("In one buffer")
    void inOneBuffer(Row row) {
        assertTranscript(row, "uncut", at -> false);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    @DisplayName("Cut in two in front of each byte")
    void cutInTwo(Row row) {
        int length = RequestConversation.length(row);
        for (int cut = 1; cut < length; cut++) {
            int here = cut;
            assertTranscript(row, "cut in front of byte " + cut, at -> at == here);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    @DisplayName("Byte by byte, and in pieces of a few bytes")
    void inPieces(Row row) {
        for (int piece = 1; piece <= 16; piece++) {
            int length = piece;
            assertTranscript(row, "in pieces of " + piece, at -> at % length == 0);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("longRows")
    @DisplayName("Long messages cut at both ends, at some bytes between, and in pieces of the size of a read")
    void longMessages(Row row) {
        int length = RequestConversation.length(row);
        for (int cut = 1; cut < length; cut += cut < ENDS || cut >= length - ENDS ? 1 : Math.min(9973, length - ENDS - cut)) {
            int here = cut;
            assertTranscript(row, "cut in front of byte " + cut, at -> at == here);
        }
        for (int piece : new int[] {4096, 32 << 10, 65_537}) {
            assertTranscript(row, "in pieces of " + piece, at -> at % piece == 0);
        }
    }
}
