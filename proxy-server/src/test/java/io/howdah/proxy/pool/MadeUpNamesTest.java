package io.howdah.proxy.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.console.view.PoolSnapshot;
import io.howdah.protocol.BackendType;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.FakePostgres;
import io.howdah.proxy.testing.Replies;
import io.howdah.proxy.testing.TestPooler;
import io.howdah.proxy.testing.WholePooler;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * With a database {@code *} any client can make up names of databases. The pooler keeps nothing for a name that no server has.
 */
@WholePooler
@Timeout(120)
class MadeUpNamesTest {

    private final FakePostgres postgres = FakePostgres.start();
    private final TestPooler pooler = TestPooler.start("databases: {\"*\": {host: 127.0.0.1, port: " + postgres.port() + "}}",
            "users: {u: {}}");

    @AfterEach
    void end() {
        pooler.close();
        postgres.close();
    }

    private String refusal(String database) throws IOException {
        try (ScriptedClient client = pooler.unconnected()) {
            client.startup("u", database);
            return ErrorResponse.read(client.readUntil(BackendType.ERROR_RESPONSE).get(0).buffer()).message();
        }
    }

    private long pools() throws Exception {
        return pooler.pooler().view().pools().toCompletableFuture().get().stream().map(PoolSnapshot::database)
                .filter(name -> name.startsWith("made")).count();
    }

    private long databases() {
        return pooler.pooler().view().databases().stream().filter(database -> database.name().startsWith("made")).count();
    }

    @Test
    void aPoolThatNeverHadAServerGoesWithItsLastClient() throws Exception {
        postgres.login(FakePostgres.refuse("3D000", "database does not exist"));
        for (int i = 0; i < 100; i++) {
            assertThat(refusal("made" + i)).isEqualTo("database does not exist");
        }
        Await.until("no pools", () -> pools() == 0);
        Await.until("no databases", () -> databases() == 0);
    }

    @Test
    void itsServerIsNotAskedAgainBeforeItIsTime() throws Exception {
        postgres.login(FakePostgres.refuse("3D000", "database does not exist"));
        for (int i = 0; i < 20; i++) {
            assertThat(refusal("made")).isEqualTo("database does not exist");
            Await.until("no pools", () -> pools() == 0);
        }
        assertThat(postgres.logins()).as("the back-off doubles from 100 ms on").isLessThan(12);
    }

    @Test
    void aPoolThatHadAServerStaysAndSoDoesAClientsOwn() throws Exception {
        try (ScriptedClient client = pooler.clientOf("u", "made")) {
            assertThat(Replies.value(client.query("SELECT 1"))).isNotEmpty();
        }
        Await.until("no client", () -> pooler.pool("u", "made").clActive() == 0);
        assertThat(pools()).isEqualTo(1);
        assertThat(databases()).isEqualTo(1);

        postgres.login(FakePostgres.SILENT);
        try (ScriptedClient waiting = pooler.unconnected()) {
            waiting.startup("u", "made_too");
            Await.until("it waits", () -> pooler.pool("u", "made_too").clWaiting() == 1);
            assertThat(pools()).isEqualTo(2);
        }
        // The pool is still logging in to the server when the client leaves.
        Await.until("no client", () -> pooler.pool("u", "made_too").clWaiting() == 0);
    }
}
