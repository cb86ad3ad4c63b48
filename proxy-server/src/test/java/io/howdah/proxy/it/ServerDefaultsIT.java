package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.Console;
import io.howdah.proxy.testing.Replies;
import io.howdah.proxy.testing.TestPooler;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A changed default of the servers reaches every client that has not set the parameter, and does not count as a client's own
 * value.
 */
@OnEachPostgres
class ServerDefaultsIT {

    private final TestPostgres postgres;

    ServerDefaultsIT(PostgresVersion version) {
        postgres = version.server();
    }

    @AfterEach
    void asBefore() throws Exception {
        readOnly(false);
        intervalStyle(null);
        try (Connection connection = postgres.superuser()) {
            Sql.run(connection, "ALTER ROLE app RESET ALL");
        }
    }

    /** Changes a setting of the whole cluster, and waits until new connections see it. */
    private void system(String change, String parameter, String seen) throws Exception {
        try (Connection connection = postgres.superuser()) {
            Sql.run(connection, "ALTER SYSTEM " + change);
            Sql.run(connection, "SELECT pg_reload_conf()");
        }
        Await.until(change, () -> {
            try (Connection fresh = postgres.superuser()) {
                return Sql.ask(fresh, "SHOW " + parameter).equals(seen);
            }
        });
    }

    private void readOnly(boolean on) throws Exception {
        system(on ? "SET default_transaction_read_only = on" : "RESET default_transaction_read_only",
                "default_transaction_read_only", on ? "on" : "off");
    }

    private void intervalStyle(String style) throws Exception {
        system(style == null ? "RESET IntervalStyle" : "SET IntervalStyle = " + style, "IntervalStyle",
                style == null ? "postgres" : style);
    }

    private PoolerFile pool(String mode, int size) {
        return PoolerFile.before(postgres).set("pool_mode", mode).set("default_pool_size", size);
    }

    private static String show(ScriptedClient client, String name) throws Exception {
        return Replies.value(client.query("SHOW " + name));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"transaction", "session"})
    @DisplayName("ALTER SYSTEM and a reload: default_transaction_read_only on and off again, for old clients, new ones and one with a choice")
    void reload(String mode) throws Exception {
        boolean sessions = mode.equals("session");
        try (TestPooler pooler = pool(mode, sessions ? 8 : 1).start();
                ScriptedClient old = pooler.client();
                ScriptedClient quiet = pooler.client();
                ScriptedClient choosing = pooler.client("application_name", "chooses")) {
            old.query("SELECT 1");
            quiet.query("SELECT 1");
            choosing.query("SET default_transaction_read_only = off");
            choosing.query("SELECT 1");
            readOnly(true);
            for (int i = 0; i < 3; i++) {
                assertThat(Replies.error(old.query("INSERT INTO track (note) VALUES ('old')")).sqlState()).isEqualTo("25006");
                assertThat(show(old, "default_transaction_read_only")).isEqualTo("on");
                assertThat(Replies.error(quiet.query("INSERT INTO track (note) VALUES ('quiet')")).sqlState()).isEqualTo("25006");
                try (ScriptedClient fresh = pooler.client()) {
                    if (!sessions) {
                        assertThat(fresh.parameters()).as("greeting").containsEntry("default_transaction_read_only", "on");
                    }
                    assertThat(Replies.error(fresh.query("INSERT INTO track (note) VALUES ('fresh')")).sqlState())
                            .isEqualTo("25006");
                    assertThat(fresh.parameters()).containsEntry("default_transaction_read_only", "on");
                }
                assertThat(Replies.tags(choosing.query("INSERT INTO track (note) VALUES ('chosen')")))
                        .containsExactly("INSERT 0 1");
                assertThat(show(choosing, "default_transaction_read_only")).isEqualTo("off");
            }
            assertThat(old.parameters()).containsEntry("default_transaction_read_only", "on");
            assertThat(quiet.parameters()).containsEntry("default_transaction_read_only", "on");
            assertThat(choosing.parameters()).containsEntry("default_transaction_read_only", "off");
            readOnly(false);
            for (int i = 0; i < 3; i++) {
                try (ScriptedClient fresh = pooler.client()) {
                    assertThat(Replies.tags(fresh.query("INSERT INTO track (note) VALUES ('fresh')")))
                            .containsExactly("INSERT 0 1");
                    assertThat(fresh.parameters()).containsEntry("default_transaction_read_only", "off");
                }
                assertThat(Replies.tags(quiet.query("INSERT INTO track (note) VALUES ('quiet')"))).containsExactly("INSERT 0 1");
                assertThat(Replies.tags(old.query("INSERT INTO track (note) VALUES ('old')"))).containsExactly("INSERT 0 1");
            }
            assertThat(old.parameters()).containsEntry("default_transaction_read_only", "off");
        }
    }

    @Test
    @DisplayName("a greeting is what an idle server says when it is asked")
    void greeting() throws Exception {
        try (TestPooler pooler = pool("transaction", 1).start(); ScriptedClient old = pooler.client()) {
            if (!old.parameters().containsKey("in_hot_standby")) {
                return; // before version 14 PostgreSQL does not report default_transaction_read_only
            }
            old.query("SELECT 1");
            pooler.awaitUnused();
            readOnly(true);
            Await.until("a greeting with the new default", () -> {
                try (ScriptedClient fresh = pooler.client()) {
                    return "on".equals(fresh.parameters().get("default_transaction_read_only"));
                }
            });
            readOnly(false);
            Await.until("a greeting with the old default", () -> {
                try (ScriptedClient fresh = pooler.client()) {
                    return "off".equals(fresh.parameters().get("default_transaction_read_only"));
                }
            });
        }
    }

    @Test
    @DisplayName("a default that changes behind a value that clients have set and set back")
    void changedBehindChoices() throws Exception {
        try (TestPooler pooler = pool("transaction", 1).start();
                ScriptedClient one = pooler.client();
                ScriptedClient two = pooler.client()) {
            one.query("SET IntervalStyle = 'iso_8601'");
            assertThat(show(two, "IntervalStyle")).isEqualTo("postgres");
            assertThat(show(one, "IntervalStyle")).isEqualTo("iso_8601");
            intervalStyle("sql_standard");
            assertThat(show(one, "IntervalStyle")).isEqualTo("iso_8601");
            assertThat(show(two, "IntervalStyle")).isEqualTo("sql_standard");
            assertThat(two.parameters()).containsEntry("IntervalStyle", "sql_standard");
            assertThat(show(one, "IntervalStyle")).isEqualTo("iso_8601");
            one.query("RESET IntervalStyle");
            assertThat(show(one, "IntervalStyle")).isEqualTo("sql_standard");
            assertThat(one.parameters()).containsEntry("IntervalStyle", "sql_standard");
        }
    }

    @Test
    @DisplayName("what a function sets is its caller's choice and nobody else's")
    void functionsChoose() throws Exception {
        try (Connection connection = postgres.superuser()) {
            Sql.run(connection, "CREATE OR REPLACE FUNCTION chooses_style() RETURNS text LANGUAGE sql AS "
                    + "$$ SELECT set_config('intervalstyle', 'iso_8601', false) $$");
        }
        for (String mode : List.of("transaction", "session")) {
            try (TestPooler pooler = pool(mode, 2).start();
                    ScriptedClient one = pooler.client();
                    ScriptedClient two = pooler.client()) {
                one.query("SELECT chooses_style()");
                for (int i = 0; i < 3; i++) {
                    assertThat(show(two, "IntervalStyle")).isEqualTo("postgres");
                    assertThat(show(one, "IntervalStyle")).isEqualTo("iso_8601");
                }
                one.query("BEGIN");
                one.query("SET IntervalStyle = 'sql_standard'");
                one.query("ROLLBACK");
                assertThat(show(two, "IntervalStyle")).isEqualTo("postgres");
                assertThat(show(one, "IntervalStyle")).isEqualTo("iso_8601");
                one.query("RESET IntervalStyle");
                assertThat(show(one, "IntervalStyle")).isEqualTo("postgres");
            }
        }
    }

    @Test
    @DisplayName("ALTER ROLE SET TimeZone: a fresh server says what holds now, and those from before go")
    void alterRole() throws Exception {
        try (TestPooler pooler = pool("transaction", 2).set("admin_users", "postgres").start();
                ScriptedClient old = pooler.client();
                Console console = pooler.console("postgres")) {
            String before = show(old, "TimeZone");
            try (Connection connection = postgres.superuser()) {
                Sql.run(connection, "ALTER ROLE app SET TimeZone = 'Asia/Kolkata'");
            }
            assertThat(show(old, "TimeZone")).isEqualTo(before);
            // The pool opens a second server, which is the first with the new default.
            try (ScriptedClient holding = pooler.client()) {
                holding.query("BEGIN");
                old.query("SELECT 1");
                holding.query("COMMIT");
            }
            for (int i = 0; i < 3; i++) {
                assertThat(show(old, "TimeZone")).isEqualTo("Asia/Kolkata");
                try (ScriptedClient fresh = pooler.client()) {
                    assertThat(fresh.parameters()).containsEntry("TimeZone", "Asia/Kolkata");
                    assertThat(show(fresh, "TimeZone")).isEqualTo("Asia/Kolkata");
                }
            }
            assertThat(old.parameters()).containsEntry("TimeZone", "Asia/Kolkata");
            try (Connection connection = postgres.superuser()) {
                Sql.run(connection, "ALTER ROLE app RESET TimeZone");
            }
            console.command("RECONNECT");
            try (ScriptedClient fresh = pooler.client()) {
                assertThat(fresh.parameters()).containsEntry("TimeZone", before);
            }
            assertThat(show(old, "TimeZone")).isEqualTo(before);
            assertThat(old.parameters()).containsEntry("TimeZone", before);
        }
    }

    @Test
    @DisplayName("a client that names the default's value keeps it when the default changes")
    void choosingTheDefault() throws Exception {
        try (TestPooler pooler = pool("transaction", 1).start();
                ScriptedClient one = pooler.client();
                ScriptedClient two = pooler.client()) {
            one.query("SET IntervalStyle = 'postgres'");
            show(two, "IntervalStyle");
            intervalStyle("sql_standard");
            for (int i = 0; i < 2; i++) {
                assertThat(show(two, "IntervalStyle")).isEqualTo("sql_standard");
                assertThat(show(one, "IntervalStyle")).isEqualTo("postgres");
            }
        }
    }
}
