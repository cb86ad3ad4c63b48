package io.howdah.bench.load.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.bench.load.login.Rows;
import io.howdah.bench.load.login.Target;
import io.howdah.protocol.backend.DataRow;
import io.howdah.protocol.backend.RowDescription;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.Script;
import io.howdah.protocol.fixtures.ScriptedServer;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueueWaitTest {

    private static final List<String> COLUMNS = List.of("database", "total_xact_count", "total_query_count", "total_wait_time");

    @Test
    void addsUpTheRowsOfOneDatabase() {
        Rows rows = new Rows(COLUMNS.stream().map(RowDescription.Column::text).toList(),
                List.of(DataRow.ofText("pgbouncer", "9", "9", "9"),
                        DataRow.ofText("shop", "10", "20", "3000"), DataRow.ofText("shop", "5", "5", "500")));
        assertThat(QueueWait.of(rows, "shop")).contains(new QueueWait(3500, 15));
        assertThat(QueueWait.of(rows, "none")).contains(new QueueWait(0, 0));
        assertThat(QueueWait.of(new Rows(List.of(RowDescription.Column.text("a")), List.of()), "shop")).isEmpty();
    }

    @Test
    void meansOfWhatCameSince() {
        assertThat(new QueueWait(3500, 15).meanSince(new QueueWait(500, 5))).isEqualTo(300);
        assertThat(new QueueWait(500, 5).meanSince(new QueueWait(500, 5))).isZero();
    }

    @Test
    void asksTheConsole() throws Exception {
        Script script = Script.begin().expectStartup().loginOk().answer("SHOW STATS",
                Frames.rowDescription(COLUMNS.toArray(String[]::new)), Frames.dataRow("d", "1", "1", "7"),
                Frames.commandComplete("SHOW"), Frames.readyForQuery('I'));
        try (ScriptedServer server = ScriptedServer.start(script)) {
            assertThat(QueueWait.ask(Target.local(server.port(), "d", "u"))).contains(new QueueWait(7, 1));
            server.verify();
        }
        try (ScriptedServer server = ScriptedServer.start(Script.begin().refuseLogin("3D000", "no such database"))) {
            assertThat(QueueWait.ask(Target.local(server.port(), "d", "u"))).isEmpty();
        }
    }
}
