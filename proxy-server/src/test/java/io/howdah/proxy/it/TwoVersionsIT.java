package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Replies;
import io.howdah.proxy.testing.TestPooler;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** One pooler before PostgreSQL 18, which reports search_path, and PostgreSQL 15, which does not. */
class TwoVersionsIT {

    @Test
    @DisplayName("what a statement leaves behind depends on the server it runs on, not on the one that saw its text first")
    void sameTextOnBoth() throws Exception {
        TestPostgres reports = PostgresVersion.V18.server();
        TestPostgres doesNot = PostgresVersion.V15.server();
        try (TestPooler pooler = PoolerFile.before(reports).set("default_pool_size", 1)
                .databaseOnHosts("older", "\"127.0.0.1:" + doesNot.port() + "\"", "dbname: " + TestPostgres.DATABASE).start()) {
            for (String database : new String[] {TestPostgres.DATABASE, "older", TestPostgres.DATABASE}) {
                try (ScriptedClient first = pooler.unconnected(); ScriptedClient next = pooler.unconnected()) {
                    first.login(TestPostgres.APP, database);
                    next.login(TestPostgres.APP, database);
                    first.send(Frames.parse("path", "SET search_path = pg_catalog"), Frames.bind("", "path"),
                            Frames.execute("", 0), Frames.sync());
                    first.readUntil(BackendType.READY_FOR_QUERY);
                    assertThat(Replies.value(next.query("SHOW search_path"))).as(database).isEqualTo("\"$user\", public");
                }
            }
        }
    }
}
