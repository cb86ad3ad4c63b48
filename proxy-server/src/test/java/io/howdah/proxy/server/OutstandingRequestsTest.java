package io.howdah.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server still owes, as transcripts: a letter for each thing that happens, and what the ring holds afterwards. */
class OutstandingRequestsTest {

    private final OutstandingRequests requests = new OutstandingRequests();
    private final List<String> dropped = new ArrayList<>();

    /**
     * Letters are requests sent; {@code .} an answer that takes the oldest out, {@code !} an error in the extended protocol,
     * {@code >} CopyInResponse, {@code #} an error that ends the COPY of a simple Query.
     */
    private String after(String transcript) {
        for (char step : transcript.toCharArray()) {
            switch (step) {
                case '.':
                    requests.pop();
                    break;
                case '!':
                    requests.failToSync((type, action, detail, failed) -> dropped.add((failed ? "!" : "") + (char) type));
                    break;
                case '>':
                    requests.copyInStarted();
                    break;
                case '#':
                    requests.copyInFailed();
                    break;
                default:
                    requests.add((byte) step, ResponseAction.FORWARD, step);
                    break;
            }
        }
        return contents();
    }

    private String contents() {
        StringBuilder text = new StringBuilder();
        byte[] types = new byte[requests.size()];
        ResponseAction[] actions = new ResponseAction[types.length];
        Object[] details = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            requests.copyEntry(i, types, actions, details);
            assertThat(details[i]).as("the detail moves with its entry").isEqualTo((char) types[i]);
            text.append((char) types[i]);
        }
        return text.toString();
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
            """)
    void holdsWhatIsOwed(String transcript, String ring) {
        assertThat(after(transcript)).isEqualTo(ring);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            PBES!,        E B !P
            PBES.!,       E !B
            BEQPES!,      E P Q E !B
            CS!,          !C
            """)
    void tellsWhatIsDroppedNewestFirstAndWhichOneFailed(String transcript, String told) {
        after(transcript);
        assertThat(String.join(" ", dropped)).isEqualTo(told);
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
            """)
    void knowsWhetherOnlyASyncCanEndIt(String transcript, boolean unsynced) {
        after(transcript);
        assertThat(requests.unsynced()).isEqualTo(unsynced);
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
        assertThat(requests.skipping()).isEqualTo(skipping);
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
                ring.add((byte) 'Q', ResponseAction.FORWARD, null);
                ring.pop();
            }
            for (int i = 0; i < count; i++) {
                ring.add((byte) 'S', i % 2 == 0 ? ResponseAction.SKIP : ResponseAction.FORWARD, i);
            }
            for (int i = 0; i < count; i++) {
                assertThat(ring.detail()).isEqualTo(i);
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
                requests.add((byte) "QSF".charAt(random.nextInt(3)), ResponseAction.FORWARD, i);
                model.add(i);
            } else if (!model.isEmpty()) {
                assertThat(requests.detail()).isEqualTo(model.remove());
                requests.pop();
            }
            assertThat(requests.size()).isEqualTo(model.size());
        }
    }

    @Test
    void showsWhatStandsBehindTheOldest() {
        after("QPBS");
        StringBuilder seen = new StringBuilder();
        requests.forEachBehind((type, action, detail) -> seen.append((char) type));
        assertThat(seen.toString()).isEqualTo("PBS");
    }

    @Test
    void clearsEverything() {
        after("PB!");
        requests.clear();
        assertThat(requests.skipping()).isFalse();
        assertThat(after("Q")).isEqualTo("Q");
    }
}
