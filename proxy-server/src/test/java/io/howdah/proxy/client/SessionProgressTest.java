package io.howdah.proxy.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.proxy.stats.PoolStats;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client may take each legal step, an illegal step is refused by name, and SHOW POOLS counts each client once. */
class SessionProgressTest {

    private final PoolStats stats = new PoolStats();

    private SessionProgress at(SessionPhase... steps) {
        SessionPhase[] last = {SessionPhase.LOGIN};
        SessionProgress progress = new SessionProgress(stats, () -> last[0].hasServer());
        for (SessionPhase step : steps) {
            last[0] = step;
            progress.enter(step);
        }
        return progress;
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            LOGIN,     IDLE ENDING CLOSED
            IDLE,      LOOKING_UP WAITING RESTORING LINKED ENDING CLOSED
            LOOKING_UP, IDLE DEFERRED ENDING CLOSED
            WAITING,   IDLE RESTORING LINKED DEFERRED ENDING CLOSED
            RESTORING, IDLE LINKED DEFERRED ENDING CLOSED
            LINKED,    IDLE RESTORING RETRYING SETTLING ENDING CLOSED
            RETRYING,  LINKED ENDING CLOSED
            SETTLING,  IDLE LINKED ENDING CLOSED
            DEFERRED,  IDLE ENDING CLOSED
            ENDING,    CLOSED
            CLOSED,
            """)
    void eachStepIsLegalOrRefused(SessionPhase from, String legal) {
        List<String> successors = legal == null ? List.of() : Arrays.asList(legal.split(" "));
        for (SessionPhase to : SessionPhase.values()) {
            assertThat(from.mayBecome(to)).as("%s to %s", from, to).isEqualTo(successors.contains(to.name()));
        }
    }

    @Test
    void aStepThatNoClientTakesIsRefusedByName() {
        SessionProgress progress = at(SessionPhase.IDLE, SessionPhase.WAITING);
        assertThatThrownBy(() -> progress.enter(SessionPhase.RETRYING)).isInstanceOf(IllegalStateException.class)
                .hasMessage("a client in phase WAITING cannot come to RETRYING");
        assertThat(progress.phase()).isEqualTo(SessionPhase.WAITING);
        assertThat(progress.state()).isEqualTo(ClientState.WAITING);
    }

    @Test
    void whoseEndHasBegunIsCountedAsBefore() {
        SessionProgress progress = at(SessionPhase.IDLE, SessionPhase.WAITING, SessionPhase.ENDING);
        assertThat(progress.isOver()).isTrue();
        assertThat(progress.state()).isEqualTo(ClientState.WAITING);
        assertThat(stats.clients(ClientState.WAITING.ordinal())).isOne();
        progress.enter(SessionPhase.CLOSED);
        for (ClientState state : ClientState.values()) {
            assertThat(stats.clients(state.ordinal())).as("%s", state).isZero();
        }
    }

    @Test
    void theCountsAreThoseOfTheClientsThereAre() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<SessionProgress> clients = new ArrayList<>();
        List<SessionPhase[]> linked = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            if (clients.size() < 5 || random.nextInt(50) == 0) {
                SessionPhase[] last = {SessionPhase.LOGIN};
                linked.add(last);
                clients.add(new SessionProgress(stats, () -> last[0].hasServer()));
            }
            int which = random.nextInt(clients.size());
            SessionProgress one = clients.get(which);
            SessionPhase next = SessionPhase.values()[random.nextInt(SessionPhase.values().length)];
            if (one.phase().mayBecome(next) && (next.ordinal() < SessionPhase.ENDING.ordinal() || random.nextInt(10) == 0)) {
                linked.get(which)[0] = next;
                ClientState before = one.state();
                one.enter(next);
                assertThat(one.state()).as("%s, seed %d", next, seed).isEqualTo(next.word() == null ? before : next.word());
            }
            if (one.is(SessionPhase.CLOSED)) {
                clients.remove(which);
                linked.remove(which);
            }
            for (ClientState state : ClientState.values()) {
                int expected = (int) clients.stream().filter(client -> client.state() == state).count();
                assertThat(stats.clients(state.ordinal())).as("%s, seed %d", state, seed).isEqualTo(expected);
            }
        }
    }
}
