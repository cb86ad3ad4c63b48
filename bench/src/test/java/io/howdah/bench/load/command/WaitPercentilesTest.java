package io.howdah.bench.load.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.bench.load.login.Rows;
import io.howdah.bench.load.login.Target;
import io.howdah.protocol.backend.RowDescription;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.Script;
import io.howdah.protocol.fixtures.ScriptedServer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WaitPercentilesTest {

    private static final String[] COLUMNS = {"database", "user", "seconds", "wait_p50", "wait_p95", "wait_p99"};

    @Test
    void readsTheRowOfThePoolItself() throws Exception {
        Script script = Script.begin().expectStartup().loginOk().answer("SHOW POOLS_EXTENDED", Frames.rowDescription(COLUMNS),
                Frames.dataRow("d", "other", "9", "1", "2", "3"), Frames.dataRow("d", "u", "7", "10", "20", "30"),
                Frames.commandComplete("SHOW"), Frames.readyForQuery('I'));
        try (ScriptedServer server = ScriptedServer.start(script)) {
            assertThat(WaitPercentiles.ask(Target.local(server.port(), "d", "u"))).contains(new WaitPercentiles(10, 20, 30, 7));
            server.verify();
        }
    }

    private static Rows rows(String... columns) {
        return new Rows(Stream.of(columns).map(RowDescription.Column::text).toList(), List.of());
    }

    @Test
    void knowsNothingOfAnotherPooler() {
        assertThat(WaitPercentiles.of(rows("database", "user"), "d", "u")).isEmpty();
        assertThat(WaitPercentiles.of(rows(COLUMNS), "d", "u")).isEmpty();
    }
}
