package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.Replies;
import io.howdah.proxy.testing.TestPooler;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * In transaction mode no session state of one client reaches the next client. Whether the first client keeps its state is not
 * tested here.
 */
@OnEachPostgres
class StateLeakIT {

    private final TestPostgres postgres;

    StateLeakIT(PostgresVersion version) {
        postgres = version.server();
    }

    private PoolerFile oneServer() {
        return PoolerFile.before(postgres).set("default_pool_size", 1);
    }

    @ParameterizedTest(name = "{0}")
    @DisplayName("a setting PostgreSQL does not report")
    @CsvSource(delimiter = '|', textBlock = """
            SET statement_timeout = '77s'                                 | SHOW statement_timeout
            SET SESSION work_mem = '7MB'                                  | SHOW work_mem
            SELECT set_config('work_mem', '9MB', false)                   | SHOW work_mem
            SET search_path = pg_catalog                                  | SHOW search_path
            SELECT pg_catalog.set_config('search_path', '', false)        | SHOW search_path
            SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY          | SHOW default_transaction_read_only
            SET default_transaction_read_only = on                        | SHOW default_transaction_read_only
            BEGIN; SET enable_seqscan = off; COMMIT                       | SHOW enable_seqscan
            SET app.tenant = 'one'                                        | SELECT coalesce(current_setting('app.tenant', true), '')
            DO $$ BEGIN PERFORM set_config('work_mem', '8MB', false); END $$ | SHOW work_mem
            """)
    void unreportedSetting(String change, String look) throws Exception {
        try (TestPooler pooler = oneServer().start(); ScriptedClient bob = pooler.client()) {
            String before = Replies.value(bob.query(look));
            try (ScriptedClient alice = pooler.client()) {
                alice.query(change);
                assertThat(Replies.value(bob.query(look))).isEqualTo(before);
                alice.query(change);
            }
            pooler.awaitUnused();
            assertThat(Replies.value(bob.query(look))).isEqualTo(before);
        }
    }

    @ParameterizedTest(name = "{0}")
    @DisplayName("78: the role")
    @CsvSource(delimiter = '|', textBlock = """
            SET ROLE member
            SET SESSION ROLE member
            SELECT set_config('role', 'member', false)
            BEGIN; SET ROLE member; COMMIT
            SET SESSION AUTHORIZATION app; SET ROLE member
            """)
    void trap78_role(String change) throws Exception {
        try (TestPooler pooler = oneServer().start();
                ScriptedClient alice = pooler.client();
                ScriptedClient bob = pooler.client()) {
            assertThat(Replies.value(bob.query("SELECT current_user"))).isEqualTo("app");
            alice.query(change);
            assertThat(Replies.value(bob.query("SELECT current_user"))).isEqualTo("app");
            assertThat(Replies.value(bob.query("SELECT session_user"))).isEqualTo("app");
        }
    }

    @Test
    @DisplayName("78: a superuser's SET SESSION AUTHORIZATION")
    void trap78_sessionAuthorization() throws Exception {
        try (TestPooler pooler = oneServer().start();
                ScriptedClient alice = pooler.unconnected();
                ScriptedClient bob = pooler.unconnected()) {
            alice.login("postgres", "howdah");
            bob.login("postgres", "howdah");
            alice.query("SET SESSION AUTHORIZATION app");
            assertThat(Replies.value(bob.query("SELECT session_user"))).isEqualTo("postgres");
        }
    }

    @ParameterizedTest(name = "{0}")
    @DisplayName("81: what lives in a session")
    @CsvSource(delimiter = '|', textBlock = """
            CREATE TEMP TABLE secret AS SELECT 1 AS x                       | SELECT count(*) FROM pg_class WHERE relname = 'secret'
            SELECT 1 AS x INTO TEMP secret                                  | SELECT count(*) FROM pg_class WHERE relname = 'secret'
            CREATE TABLE pg_temp.secret (x int)                             | SELECT count(*) FROM pg_class WHERE relname = 'secret'
            DO $$ BEGIN CREATE TEMP TABLE secret (x int); END $$            | SELECT count(*) FROM pg_class WHERE relname = 'secret'
            SELECT pg_advisory_lock(81)                                     | SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()
            SELECT pg_try_advisory_lock_shared(81)                          | SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()
            LISTEN trap81                                                   | SELECT count(*) FROM pg_listening_channels()
            BEGIN; DECLARE held CURSOR WITH HOLD FOR SELECT 1; COMMIT       | SELECT count(*) FROM pg_cursors WHERE name = 'held'
            PREPARE secret AS SELECT 1                                      | SELECT count(*) FROM pg_prepared_statements WHERE name = 'secret'
            DO $$ BEGIN EXECUTE 'PREPARE secret AS SELECT 1'; END $$        | SELECT count(*) FROM pg_prepared_statements WHERE name = 'secret'
            """)
    void trap81_sessionState(String change, String look) throws Exception {
        try (TestPooler pooler = oneServer().start(); ScriptedClient bob = pooler.client()) {
            try (ScriptedClient alice = pooler.client()) {
                alice.query(change);
                assertThat(Replies.value(bob.query(look))).isEqualTo("0");
                alice.query(change);
            }
            pooler.awaitUnused();
            assertThat(Replies.value(bob.query(look))).isEqualTo("0");
        }
    }

    @Test
    @DisplayName("81: a temporary table that is named behind a long list of columns")
    void trap81_temporaryTableBehindALongList() throws Exception {
        String columns = "1 AS secret, "
                + IntStream.range(0, 50).mapToObj(i -> i + " AS c" + i).collect(Collectors.joining(", "));
        trap81_sessionState("SELECT " + columns + " INTO pg_temp.secret",
                "SELECT count(*) FROM pg_class WHERE relname = 'secret'");
    }

    @Test
    @DisplayName("81: an advisory lock of a client that is gone does not stay with the server connection")
    void trap81_advisoryLockIsFreed() throws Exception {
        try (TestPooler pooler = oneServer().start()) {
            try (ScriptedClient alice = pooler.client()) {
                alice.query("SELECT pg_advisory_lock(8181)");
            }
            Await.until("the lock to be freed",
                    () -> postgres.ask("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = 8181").isEmpty());
        }
    }
}
