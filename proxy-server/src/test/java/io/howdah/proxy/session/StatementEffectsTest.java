package io.howdah.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.proxy.parameters.ParameterSet;
import io.howdah.proxy.sql.CommandTag;
import io.howdah.proxy.sql.StateKind;
import io.howdah.proxy.sql.StatementVerdict;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The state that a request leaves in a server's session, as the account of that session has it. */
class StatementEffectsTest {

    private static final ParameterSet REPORTED = ParameterSet.EMPTY.with("TimeZone", "UTC").with("application_name", "")
            .with("session_authorization", "app");

    private final ServerDefaults pool = new ServerDefaults();
    private final ClientParameters client = new ClientParameters("pool", pool, ParameterSet.EMPTY, REPORTED);
    private final StatementEffects effects = new StatementEffects(pool, client);
    private ServerSession server = server(false);

    private static ServerSession server(boolean runsConnectQuery) {
        ServerSession server = new ServerSession(runsConnectQuery);
        server.loginReported(REPORTED, null);
        return server;
    }

    private static ByteBuf text(String sql) {
        return Unpooled.copiedBuffer(sql, StandardCharsets.UTF_8);
    }

    private static StatementVerdict verdict(String sql) {
        ByteBuf text = text(sql + "\0");
        return StatementEffects.verdict(text, 0, text.readableBytes());
    }

    private void run(String sql) {
        effects.executing(verdict(sql));
        effects.running(server, verdict(sql));
    }

    private String left() {
        return StateKind.toString(server.leftBehind());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
            SELECT 1                                          ~ NONE
            UPDATE t SET a = 1                                ~ NONE
            SET TimeZone = 'CET'                              ~ NONE
            set application_name to 'x'                       ~ NONE
            RESET ALL                                         ~ NONE
            RESET work_mem                                    ~ NONE
            SET LOCAL work_mem = 1                            ~ NONE
            SET LOCAL TimeZone = 'CET'                        ~ NONE
            SET LOCAL bytea_output = 'hex'                    ~ PLANS
            SET bytea_output = 'hex'                          ~ SETTING|PLANS
            SET work_mem = 1                                  ~ SETTING
            SET TimeZone = 'CET'; SET work_mem = 1            ~ SETTING
            SELECT set_config('TimeZone', 'CET', false)       ~ SETTING
            SET session_authorization = x                     ~ ROLE
            SET ROLE x                                        ~ ROLE
            SET ROLE x; SET work_mem = 1                      ~ SETTING|ROLE
            SET TimeZone = 'CET'; LISTEN a                    ~ LISTEN
            SELECT nextval('s'); LISTEN a                     ~ LISTEN
            CREATE TEMP TABLE t (a int)                       ~ TEMPORARY
            LISTEN a                                          ~ LISTEN
            PREPARE a AS SELECT 1                             ~ PREPARED
            DEALLOCATE a                                      ~ NONE
            """)
    @DisplayName("A parameter that the server reports follows the client; all other state is cleaned")
    void leaves(String sql, String left) {
        run(sql);
        assertThat(left()).isEqualTo(left);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
            SELECT 1               ~ NONE
            SET TimeZone = 'CET'   ~ NONE
            RESET ALL              ~ SETTING
            RESET TimeZone         ~ SETTING
            DEALLOCATE a           ~ PREPARED
            DISCARD ALL            ~ SETTING|PREPARED
            """)
    @DisplayName("A statement that may undo what connect_query has set up makes connect_query run again")
    void undoesConnectQuery(String sql, String left) {
        server = server(true);
        run(sql);
        assertThat(left()).isEqualTo(left);
    }

    @ParameterizedTest
    @ValueSource(strings = {"DO $$BEGIN END$$", "SELECT set_config(a, 'x', false) FROM t", "CALL p()"})
    @DisplayName("A text that may change any parameter leaves the environment of the next Parse unknown, until it is accounted for")
    void mayChangeAnyParameter(String sql) {
        assertThat(client.environment()).isNotNull();
        run(sql);
        assertThat(client.environment()).isNull();
        effects.transactionEnded();
        assertThat(client.settle(server)).isTrue();
        assertThat(client.environment()).isNotNull();
    }

    @Test
    @DisplayName("Plans are made anew once behind each change of what the planner reads, and not in the next transaction")
    void plansAnew() {
        run("SET LOCAL work_mem = 1; SET LOCAL TimeZone = 'CET'");
        assertThat(effects.plansDiffer()).isFalse();
        run("SELECT set_config('extra_float_digits', '0', true)");
        run("SELECT 1");
        assertThat(effects.plansDiffer()).isTrue();
        effects.plansAnew();
        assertThat(effects.plansDiffer()).isFalse();
        run("SET extra_float_digits = 3");
        effects.transactionEnded();
        assertThat(effects.plansDiffer()).isFalse();
        assertThat(left()).isEqualTo("SETTING|PLANS");
    }

    @Test
    @DisplayName("A text that comes in pieces is looked at word by word, and the command tags tell the rest, up to the transaction's end")
    void cutText() {
        effects.completed(server, CommandTag.PREPARE);
        assertThat(left()).as("the text was classified").isEqualTo("NONE");
        String long1 = "SELECT '" + "x".repeat(50) + "', pg_advi";
        ByteBuf first = text(long1);
        ByteBuf second = text("sory_lock(1)");
        effects.cutQuery(server, first, 0, first.readableBytes());
        assertThat(left()).isEqualTo("NONE");
        effects.moreText(server, second, 0, second.readableBytes());
        assertThat(left()).isEqualTo("ADVISORY_LOCK");
        effects.completed(server, CommandTag.PREPARE);
        effects.completed(server, CommandTag.LISTEN);
        assertThat(left()).isEqualTo("PREPARED|LISTEN|ADVISORY_LOCK");
        effects.transactionEnded();
        server.cleaned();
        effects.completed(server, CommandTag.SET);
        effects.moreText(server, second, 0, second.readableBytes());
        assertThat(left()).isEqualTo("NONE");
    }

    @Test
    @DisplayName("DISCARD SEQUENCES comes only where another client's values may be, and never takes away the client's own")
    void sequences() {
        server.usedBy(1);
        assertThat(effects.linked(server)).as("nobody else has used the server").isFalse();
        server.usedBy(2);
        assertThat(effects.linked(server)).as("no client asks for such values").isFalse();
        assertThat(effects.readsSequence(server, true)).as("nothing has run").isTrue();
        assertThat(effects.readsSequence(server, true)).as("they are gone").isFalse();

        server.usedBy(1);
        assertThat(effects.linked(server)).as("clients of the pool ask").isTrue();

        server.usedBy(2);
        effects.executing(verdict("INSERT INTO t VALUES (1)"));
        assertThat(effects.readsSequence(server, true)).as("the INSERT may have got a value").isFalse();
        assertThat(effects.readsSequence(server, false)).as("no command has").isTrue();

        server.usedBy(1);
        effects.executing(verdict("SELECT nextval('s')"));
        assertThat(effects.readsSequence(server, false)).as("nextval has").isFalse();
        effects.executing(verdict("SELECT 1"));
        assertThat(effects.readsSequence(server, false)).isFalse();
        effects.transactionEnded();
        assertThat(effects.readsSequence(server, false)).isTrue();
    }

    @Test
    @DisplayName("The tag of a command whose text was classified still tells whether a SET has run")
    void tagOfAClassifiedText() {
        effects.completed(server, CommandTag.SET);
        assertThat(left()).isEqualTo("NONE");
        assertThat(client.environment()).isNull();
    }

    @Test
    void functionCall() {
        effects.functionCall(server);
        assertThat(left()).isEqualTo("SETTING|ROLE|ADVISORY_LOCK");
        assertThat(client.environment()).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
            SET              ~ SETTING|ROLE    ~ true
            RESET            ~ SETTING|ROLE    ~ true
            LOAD             ~ LOADED          ~ false
            DECLARE_CURSOR   ~ HOLD_CURSOR     ~ false
            DO               ~ SETTING|ROLE|PREPARED|TEMPORARY|LISTEN|ADVISORY_LOCK|HOLD_CURSOR|UNKNOWN ~ true
            CALL             ~ SETTING|ROLE|PREPARED|TEMPORARY|LISTEN|ADVISORY_LOCK|HOLD_CURSOR|UNKNOWN ~ true
            OTHER            ~ NONE            ~ false
            """)
    @DisplayName("The tag of a command whose text was not classified")
    void tagOfACutText(CommandTag tag, String left, boolean anything) {
        ByteBuf cut = text("SELECT '");
        effects.cutQuery(server, cut, 0, cut.readableBytes());
        effects.completed(server, tag);
        assertThat(left()).isEqualTo(left);
        assertThat(client.environment() == null).isEqualTo(anything || tag == CommandTag.SET);
    }

    @Test
    @DisplayName("A Parse too long to be kept: its verdict is what the words of its beginning show")
    void cutStatement() {
        ByteBuf cut = text("SELECT set_config('a', 'b', false), pg_advisory_lock(1), '");
        StatementVerdict verdict = effects.ofCutStatement(server, cut, 0, cut.readableBytes());
        assertThat(StateKind.toString(verdict.flags())).isEqualTo(left()).contains("SETTING").contains("ADVISORY_LOCK");
        assertThat(client.environment()).isNull();
    }

    @Test
    @DisplayName("The text of a message ends with its NUL, or with the message")
    void verdictOfAMessage() {
        ByteBuf parse = text("xLISTEN a\0SELECT 1");
        assertThat(StateKind.toString(StatementEffects.verdict(parse, 1, parse.readableBytes()).flags())).isEqualTo("LISTEN");
        assertThat(StateKind.toString(StatementEffects.verdict("LISTEN a\0\0\0".getBytes(StandardCharsets.US_ASCII)).flags()))
                .isEqualTo("LISTEN");
        ByteBuf open = text("LISTEN a");
        assertThat(StateKind.toString(StatementEffects.verdict(open, 0, open.readableBytes()).flags())).isEqualTo("LISTEN");
    }
}
