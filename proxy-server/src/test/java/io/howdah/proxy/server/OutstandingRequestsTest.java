package io.howdah.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.proxy.prepared.Booking;
import io.howdah.proxy.prepared.ClientStatements;
import io.howdah.proxy.prepared.PreparedStatement;
import io.howdah.proxy.prepared.ServerStatements;
import io.howdah.proxy.prepared.StatementRegistry;
import io.howdah.proxy.prepared.UnnamedStatement;
import io.howdah.proxy.sql.StatementVerdict;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The requests that a server has yet to answer, as transcripts: one letter for each event, and the ring's content afterwards. */
class OutstandingRequestsTest {

    private final OutstandingRequests requests = new OutstandingRequests();
    private final ServerStatements statements = new ServerStatements();
    private final List<String> dropped = new ArrayList<>();

    /** Whether {@link InStep} would hold a ReadyForQuery back, and how many it would have delivered. */
    private boolean readyHeld;
    private int delivered;

    /**
     * Letters are requests sent, {@code p} an unnamed Parse and {@code d} CopyData; {@code .} is an answer that removes the
     * oldest request, {@code !} an error in the extended protocol, {@code >} CopyInResponse, {@code #} an error that ends the
     * COPY of a simple Query. {@code ~} is a ReadyForQuery while a Sync is in doubt, {@code :} the beginning of another answer
     * then, {@code ?} asks which Syncs the server has answered, and {@code *} is a barrier.
     */
    private String after(String transcript) {
        for (char step : transcript.toCharArray()) {
            switch (step) {
                case '.':
                    requests.pop();
                    break;
                case '!':
                    requests.failToSync(statements);
                    break;
                case '>':
                    requests.copyInStarted();
                    break;
                case '#':
                    requests.copyInFailed();
                    break;
                case '~':
                    readyInDoubt();
                    break;
                case ':':
                    answerInDoubt();
                    break;
                case '?':
                    requests.settle(new Barrier(), error -> {});
                    break;
                case '*':
                    requests.barrier(statements);
                    break;
                case 'd':
                    requests.addCopyData();
                    break;
                case 'p':
                    requests.add((byte) 'P', ResponseAction.FORWARD, new UnnamedStatement());
                    break;
                default:
                    requests.add((byte) step, ResponseAction.FORWARD, new Mark(step));
                    break;
            }
        }
        return contents();
    }

    /** Tells entries apart, and notes when an entry is dropped. */
    private final class Mark implements Booking {
        private final Object mark;

        Mark(Object mark) {
            this.mark = mark;
        }

        @Override
        public void skipped(byte type, ServerStatements on) {
            dropped.add(Character.toString((char) type));
        }

        @Override
        public boolean unheard(byte type, ServerStatements on) {
            dropped.add(Character.toString((char) type));
            return false;
        }

        @Override
        public void outlivesDiscard(byte type, ServerStatements on) {
            dropped.add(Character.toString((char) type));
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Mark same && same.mark.equals(mark);
        }

        @Override
        public int hashCode() {
            return mark.hashCode();
        }
    }

    /** Does what {@link InStep} does. */
    private void readyInDoubt() {
        if (requests.isDoubtful() && !requests.isSettling()) {
            requests.readyInDoubt();
            requests.pop();
            delivered++;
            return;
        }
        if (readyHeld) {
            readyHeld = false;
            delivered++;
            requests.heldReadyDelivered();
        }
        if (requests.isDoubtful()) {
            readyHeld = true;
            requests.readyHeld();
        } else {
            requests.doubtsSettled();
        }
    }

    /** Does what {@link InStep} does. */
    private void answerInDoubt() {
        if (requests.isSettling()) {
            readyHeld = false;
            requests.doubtsSettled();
        } else {
            requests.doubtsEnd();
        }
    }

    /**
     * The types in order. A Sync in doubt is {@code s}, an unnamed Parse {@code p}; the pooler's own requests are in parentheses.
     */
    private String contents() {
        StringBuilder text = new StringBuilder();
        byte[] types = new byte[requests.size()];
        ResponseAction[] actions = new ResponseAction[types.length];
        Booking[] bookings = new Booking[types.length];
        for (int i = 0; i < types.length; i++) {
            requests.copyEntry(i, types, actions, bookings);
            if (actions[i] == ResponseAction.SKIP) {
                text.append('(').append((char) types[i]).append(')');
            } else if (bookings[i].isUnnamed()) {
                text.append('p');
            } else {
                if (types[i] != 's') {
                    assertThat(bookings[i]).as("the booking moves with its entry").isEqualTo(new Mark((char) types[i]));
                }
                text.append((char) types[i]);
            }
        }
        return text.toString().replace(")(", "");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            # transcript,             ring
            Q,                        Q
            Q.,                       ''
            PBDES,                    PBDES
            PBDES...,                 ES
            QQSQ..,                   SQ
            # Many Sync in flight: each batch answered by itself.
            PBESPBESPBES....,         PBESPBES
            # An error drops up to its Sync and no further.
            PBESPBES!,                SPBES
            PBESPBES!.,               PBES
            PBESPBES!..!,             S
            BESQBES!,                 SQBES
            # The Sync has not been sent: what comes before it gets no answer.
            PB!,                      ''
            PB!E,                     ''
            PB!EQFPBDC,               ''
            PB!EQS,                   S
            PB!ES.,                   ''
            PB!SPBES,                 SPBES
            # A Query in a batch without Sync is dropped with it by an error before it.
            PQ!,                      ''
            PQS!,                     S
            P.Q.,                     ''
            # COPY IN: libpq's early Sync is passed over, the one behind CopyDone is not.
            ES>,                      E
            ES>c,                     E
            ES>cS,                    ES
            ESc>S,                    ES
            EScS>,                    ES
            E>SSSc,                   E
            Qc>,                      Q
            Q>c.,                     ''
            # CopyDone before the CopyInResponse marks where COPY IN ends.
            QcQ>,                     QQ
            QcSQ>,                    QSQ
            # An error before COPY began takes the mark away with the request.
            Qc.,                      ''
            QcQ.,                     Q
            EcS!,                     S
            # Two COPYs in one Query, both ended in advance.
            Qcc>,                     Qc
            Qcc>>,                    Q
            # COPY IN that failed: late CopyDone means nothing, extended or simple.
            E>!c,                     ''
            E>!cS,                    S
            E>!SS,                    SS
            Q>#c,                     Qc
            Q>#.c,                    ''
            Q>#.cQ,                   Q
            c,                        ''
            Qd,                       Q
            d,                        ''
            # A Flush with a body is answered with an error, and only then.
            H,                        H
            H!,                       ''
            HPBES!,                   S
            QHS.!,                    S
            PB!HE,                    ''
            # COPY IN passes over it, as over a Sync.
            E>H,                      E
            E>Hc,                     E
            EH>,                      E
            EHSc>,                    E
            EcHS>,                    EHS
            """)
    void holdsWhatIsOwed(String transcript, String ring) {
        assertThat(after(transcript)).isEqualTo(ring);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            # transcript,    ring,         delivered
            # The COPY of a Query failed: whether it passed over each Sync before is in doubt, the Query's own answer is not.
            QdS>#,           Qs,           0
            QdSSS>#,         Qsss,         0
            Q>dS#,           Qs,           0
            Q>dSSc#,         Qss,          0
            QdScQ>#,         QsQ,          0
            QdS>#.,          s,            0
            QdS>#.~,         '',           1
            # The end of the COPY, sent between its error and its ReadyForQuery, marks nothing.
            QdS>#c.,         s,            0
            QdS>#cS.,        sS,           0
            QdS>#cS.~,       s,            1
            QdSSS>#.~~,      s,            2
            # One sent when it was over is answered in any case: of as many answers, the first is that one's.
            QdS>#S,          QsS,          0
            QdS>#S.~,        s,            1
            QdS>#S.~~,       '',           2
            QdSS>#S.~~,      s,            2
            # What is no ReadyForQuery shows that no doubtful one will be answered.
            QdScQ>#.:,       Q,            0
            QdScQ>#.~,       Q,            1
            QdScQ>#.~:,      Q,            1
            # In the extended protocol too, where the passing over up to a Sync may have ended with the doubtful one.
            E>dS!,           s,            0
            E>dSS!,          ss,           0
            EdS>!,           s,            0
            E>dS!~,          '',           1
            E>dS!S,          sS,           0
            E>dS!S~,         s,            1
            PBES..>dS!,      ss,           0
            # No Sync, no doubt.
            Q>d#,            Q,            0
            E>d!,            '',           0
            # The pooler asks: of n ReadyForQuery before the answer to a question, the last answers the pooler's own Sync.
            QdS>#.?,         s(SPDS),      0
            QdS>#.?~,        (SPDS),       0
            QdS>#.?~:,       (PDS),        0
            QdS>#.?~~,       (PDS),        1
            QdS>#.?~~..,     (S),          1
            QdS>#.?~~...,    '',           1
            QdSSS>#.?~:,     (PDS),        0
            QdSSS>#.?~~:,    (PDS),        1
            QdSSS>#.?~~~:,   (PDS),        2
            QdSSS>#.?~~~~,   (PDS),        3
            E>dSS!?~~:,      (PDS),        1
            """)
    void countsOnNoSyncThatCopyMayHavePassedOver(String transcript, String ring, int readiesDelivered) {
        assertThat(after(transcript)).isEqualTo(ring);
        assertThat(delivered).isEqualTo(readiesDelivered);
        assertThat(readyHeld && !requests.isSettling()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            E>dS!?~:,    true
            E>dS!?~~,    false
            E>dSS!?~:,   true
            E>dSS!?~~:,  false
            E>dS!~,      false
            QdS>#.?~:,   false
            """)
    void passesOverWhatComesWhereNoSyncHasEndedThePassingOver(String transcript, boolean skipping) {
        after(transcript);
        assertThat(requests.isSkipping()).isEqualTo(skipping);
        assertThat(requests.add((byte) 'Q')).isEqualTo(!skipping);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            '',          false, false
            Q,           false, false
            QS,          false, false
            d,           false, false
            # Messages of COPY behind what may be a COPY.
            Qd,          true,  false
            Qd.,         false, false
            QQd,         true,  false
            QQd.,        true,  false
            Qc,          true,  false
            Qc.,         false, false
            Q>,          true,  false
            Q>#.,        false, false
            Q>dSc,       true,  false
            Q>dSc.,      false, false
            # Sync in doubt.
            QdS>#,       true,  false
            QdS>#.,      true,  true
            QdS>#c.,     true,  true
            QdS>#dcd.,   true,  true
            QdSS>#.,     true,  true
            QdS>#.~,     false, false
            QdScQ>#.,    true,  false
            QdScQ>#.:,   true,  false
            QdScQ>#.:.,  false, false
            E>dS!,       true,  true
            E>dS!S,      true,  false
            E>dS!S~,     true,  true
            E>dS!S~~,    false, false
            # While the pooler asks, and until its own answers have come.
            QdS>#.?,     true,  false
            QdS>#.?~,    true,  false
            QdS>#.?~:,   true,  false
            QdS>#.?~:...,  false, false
            QdS>#.?~~...,  false, false
            # A barrier.
            Qd*,         false, false
            QdS>#*,      false, false
            QdS>#.?*,    false, false
            """)
    void knowsWhatIsInDoubt(String transcript, boolean inDoubt, boolean onlyDoubts) {
        after(transcript);
        assertThat(requests.isInDoubt()).as("in doubt").isEqualTo(inDoubt);
        assertThat(requests.hasOnlyDoubts()).as("nothing else").isEqualTo(onlyDoubts);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            '',       false, false
            Q,        true,  true
            Q.,       false, false
            PBE,      true,  true
            Q>,       true,  true
            Q>d,      true,  true
            QdS>#.,   false, false
            E>dS!S,   false, false
            """)
    void sendsMessagesOfCopyOnlyWhereACopyMayBe(String transcript, boolean data, boolean end) {
        after(transcript);
        assertThat(requests.addCopyData()).as("CopyData").isEqualTo(data);
        assertThat(requests.add(OutstandingRequests.COPY_END)).as("CopyDone").isEqualTo(end);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            '',        *,   ''
            PBES*,     *,   P B E S
            PBES!*,    *,   E B P S
            PB!*,      *,   B P
            Q>dS*,     *,   Q
            QdSc>#*,   *,   Q
            Q*,        *,   Q
            Q*Q,       *Q,  Q
            """)
    void believesNothingBeforeABarrier(String transcript, String ring, String told) {
        assertThat(after(transcript.isEmpty() ? "*" : transcript)).isEqualTo(ring.replace("*", "(*)"));
        assertThat(String.join(" ", dropped)).isEqualTo(told);
        assertThat(requests.isSkipping()).isFalse();
        assertThat(requests.isCopyIn()).isFalse();
        assertThat(requests.isUnsynced()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            '',      false, false
            p,       true,  false
            pBE,     true,  false
            pBES,    true,  true
            pSPBE,   true,  true
            pSQ,     true,  true
            # A newer one takes its place.
            pSp,     true,  false
            pSpS,    true,  true
            PS,      false, false
            p.S,     false, false
            pS!,     false, false
            """)
    void knowsOfUnnamedParses(String transcript, boolean any, boolean ofEarlierBatch) {
        after(transcript);
        assertThat(requests.hasUnnamedParse()).isEqualTo(any);
        assertThat(requests.hasUnnamedParseOfEarlierBatch()).isEqualTo(ofEarlierBatch);
    }

    @Test
    void knowsOfACloseUntilItIsAnswered() {
        PreparedStatement statement = new StatementRegistry().intern(new byte[] {'1', 0, 0, 0}, null,
                text -> StatementVerdict.NOTHING);
        ClientStatements names = new ClientStatements();
        requests.add((byte) 'S');
        requests.add((byte) 'P', ResponseAction.FORWARD, names.add(new byte[] {'b'}, statement));
        requests.add((byte) 'C', ResponseAction.FORWARD, names.add(new byte[] {'a'}, statement));
        requests.add((byte) 'C');
        assertThat(requests.hasCloseOf(new byte[] {'a'})).isTrue();
        assertThat(requests.hasCloseOf(new byte[] {'b'})).as("a Parse is no Close").isFalse();
        assertThat(requests.hasCloseOf(new byte[0])).isFalse();
        assertThat(requests.hasCloseOfEarlierBatch(new byte[] {'a'})).as("an error before it has what comes now passed over, too")
                .isFalse();
        requests.add((byte) 'S');
        assertThat(requests.hasCloseOfEarlierBatch(new byte[] {'a'})).isTrue();
        assertThat(requests.hasCloseOfEarlierBatch(new byte[] {'b'})).isFalse();
        requests.pop();
        requests.pop();
        requests.pop();
        assertThat(requests.hasCloseOf(new byte[] {'a'})).isFalse();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            PBES!,        E B P
            PBES.!,       E B
            BEQPES!,      E P Q E B
            CS!,          C
            """)
    void tellsWhatIsDroppedNewestFirstAndWhichOneFailed(String transcript, String told) {
        after(transcript);
        assertThat(String.join(" ", dropped)).isEqualTo(told);
    }

    @ParameterizedTest
    @CsvSource({
        "Q, false", "SQ, false", "PSQ, false", "PQ, true", "P.Q, true", "PBEQ, true", "PBEF, true", "PQ.., true", "PQQ, true",
        "PQC, true", // A Close is no command of a transaction.
        "PQP, false", "PQE, false", "PQS, false", "PQSQ, false", "PQ*, false"})
    @DisplayName("a Query that was the last command in a pipeline, whose Sync PostgreSQL 18 would not commit at")
    void knowsOfAQueryThatEndsAPipeline(String transcript, boolean inPipeline) {
        after(transcript);
        assertThat(requests.hasQueryInPipeline()).isEqualTo(inPipeline);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            '',        false
            Q,         false
            Q.,        false
            P,         true
            P.,        true
            PS,        false
            PS..,      false
            PSP,       true
            PSP..,     true
            PSP...,    true
            PSP...S,   false
            PSP...S.,  false
            P.Q,       false
            P.Q.,      false
            PB!,       true
            PB!S,      false
            PB!S.,     false
            E>,        true
            ES>,       true
            ES>c,      true
            ES>cS,     false
            E>!,       true
            Q>,        false
            D.,        true
            C.,        true
            H,         true
            HS,        false
            QH.,       true
            H!,        true
            """)
    void knowsWhetherOnlyASyncCanEndIt(String transcript, boolean unsynced) {
        after(transcript);
        assertThat(requests.isUnsynced()).isEqualTo(unsynced);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            PB!,    true
            PB!S,   false
            PBS!,   false
            PBS!.,  false
            """)
    void knowsWhetherItIsPassingOver(String transcript, boolean skipping) {
        after(transcript);
        assertThat(requests.isSkipping()).isEqualTo(skipping);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            S,       true
            BES,     true
            BESS,    false
            BESBES,  false
            BE,      false
            '',      false
            Q,       false
            """)
    void knowsWhetherOneBatchIsAllThereIs(String transcript, boolean one) {
        after(transcript);
        assertThat(requests.isOneBatch()).isEqualTo(one);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 15, 16, 17, 1000})
    void growsWhereverTheHeadStands(int count) {
        for (int head = 0; head < 20; head++) {
            OutstandingRequests ring = new OutstandingRequests();
            for (int i = 0; i < head; i++) {
                ring.add((byte) 'Q');
                ring.pop();
            }
            for (int i = 0; i < count; i++) {
                ring.add((byte) 'S', i % 2 == 0 ? ResponseAction.SKIP : ResponseAction.FORWARD, new Mark(i));
            }
            for (int i = 0; i < count; i++) {
                assertThat(ring.booking()).isEqualTo(new Mark(i));
                assertThat(ring.action()).isEqualTo(i % 2 == 0 ? ResponseAction.SKIP : ResponseAction.FORWARD);
                ring.pop();
            }
            assertThat(ring.isEmpty()).isTrue();
            assertThat(ring.type()).isZero();
        }
    }

    @Test
    void keepsOrderAsAQueueDoes() {
        Random random = new Random(7);
        Deque<Object> model = new ArrayDeque<>();
        for (int i = 0; i < 100_000; i++) {
            if (random.nextInt(100) < 50 + (i / 500 % 2 == 0 ? 10 : -10)) {
                requests.add((byte) "QSF".charAt(random.nextInt(3)), ResponseAction.FORWARD, new Mark(i));
                model.add(new Mark(i));
            } else if (!model.isEmpty()) {
                assertThat(requests.booking()).isEqualTo(model.remove());
                requests.pop();
            }
            assertThat(requests.size()).isEqualTo(model.size());
        }
    }

    @Test
    void tellsWhatStandsBehindTheOldestOfADiscard() {
        after("QPBS");
        requests.outliveDiscard(statements);
        assertThat(String.join("", dropped)).isEqualTo("PBS");
    }

    @Test
    void clearsEverything() {
        after("PB!");
        requests.clear();
        assertThat(requests.isSkipping()).isFalse();
        assertThat(after("Q")).isEqualTo("Q");
    }
}
