package io.howdah.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdminCommandParserTest {

    /** A command in one or two words. */
    static String describe(AdminCommand command) {
        if (command instanceof AdminCommand.Show show) {
            return "show " + show.table().name();
        }
        if (command instanceof AdminCommand.ShowParameter show) {
            return "parameter " + show.parameter().name();
        }
        if (command instanceof AdminCommand.Probe probe) {
            return "probe " + probe.columns().stream().map(ProbeColumn::name).toList();
        }
        return command.toString();
    }

    private static List<String> parse(String text) throws CommandSyntaxException {
        return AdminCommandParser.parse(text).stream()
                .map(statement -> statement.position() + " " + describe(statement.command())).toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', value = {
        "SHOW POOLS                               ~ 1 show POOLS",
        "show pools;                              ~ 1 show POOLS",
        "/**/sHoW   StAtS_tOtAlS ; ;              ~ 5 show STATS_TOTALS",
        "SHOW \"pools\"                           ~ 1 show POOLS",
        "SELECT pools                             ~ 1 show POOLS",
        "SELECT version                           ~ 1 show VERSION",
        "/* a /* nested */ b */ SHOW -- all\tPOOLS ~ ``",
        "show help                                ~ 1 Help[]",
        "SHOW client_encoding                     ~ 1 parameter client_encoding",
        "SHOW TimeZone                            ~ 1 parameter timezone",
        "SHOW TRANSACTION ISOLATION LEVEL         ~ 1 parameter transaction_isolation",
        "SELECT 1                                 ~ 1 probe [?column?]",
        "SELECT 'x' AS word, 2 \"Two\"            ~ 1 probe [word, Two]",
        "select version()                         ~ 1 probe [version]",
        "SELECT pg_catalog.version();             ~ 1 probe [version]",
        "SELECT current_user, current_database()  ~ 1 probe [current_user, current_database]",
        "SELECT current_setting('datestyle')      ~ 1 probe [current_setting]",
        "SET extra_float_digits = 3               ~ 1 SetParameter[name=extra_float_digits, value=3]",
        "SET application_name = 'it''s me'        ~ 1 SetParameter[name=application_name, value=it's me]",
        "set DateStyle to ISO, MDY                ~ 1 SetParameter[name=datestyle, value=ISO, MDY]",
        "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY ~ 1 SetParameter[name=transaction_isolation, value=]",
        "SET NAMES 'utf8'                         ~ 1 SetParameter[name=client_encoding, value=]",
        "SET TIME ZONE 'UTC'                      ~ 1 SetParameter[name=timezone, value=]",
        "BEGIN TRANSACTION READ ONLY              ~ 1 Transaction[tag=BEGIN, open=true]",
        "COMMIT                                   ~ 1 Transaction[tag=COMMIT, open=false]",
        "DISCARD ALL                              ~ 1 Forget[tag=DISCARD ALL]",
        "DEALLOCATE PREPARE s1                    ~ 1 Forget[tag=DEALLOCATE]",
        "RESET ALL                                ~ 1 Forget[tag=RESET]",
        "SET default_pool_size = 30               ~ 1 Set[key=default_pool_size, value=30]",
        "set Auth_Type to scram-sha-256           ~ 1 Set[key=auth_type, value=scram-sha-256]",
        "SET server_lifetime=1.5h;                ~ 1 Set[key=server_lifetime, value=1.5h]",
        "SET query_timeout = -1                   ~ 1 Set[key=query_timeout, value=-1]",
        "SET server_reset_query = ''              ~ 1 Set[key=server_reset_query, value=]",
        "SET \"verbose\" TO \"2\"                  ~ 1 Set[key=verbose, value=2]",
        "SET admin_users = a, 'b c', d            ~ 1 Set[key=admin_users, value=a, b c, d]",
        "RELOAD;                                  ~ 1 Reload[]",
        "PAUSE                                    ~ 1 Pause[database=Optional.empty, limit=PT0S]",
        "pause Shop                               ~ 1 Pause[database=Optional[Shop], limit=PT0S]",
        "PAUSE \"my \"\"db\"\"\"                    ~ 1 Pause[database=Optional[my \"db\"], limit=PT0S]",
        "PAUSE timeout                            ~ 1 Pause[database=Optional[timeout], limit=PT0S]",
        "PAUSE TIMEOUT '10s'                      ~ 1 Pause[database=Optional.empty, limit=PT10S]",
        "PAUSE shop TIMEOUT 2.5                   ~ 1 Pause[database=Optional[shop], limit=PT2.5S]",
        "PAUSE timeout timeout 500ms;             ~ 1 Pause[database=Optional[timeout], limit=PT0.5S]",
        "PAUSE CACHE                              ~ 1 PauseCache[]",
        "pause cache;                             ~ 1 PauseCache[]",
        "PAUSE \"cache\"                            ~ 1 Pause[database=Optional[cache], limit=PT0S]",
        "PAUSE \"cache\" TIMEOUT 3                  ~ 1 Pause[database=Optional[cache], limit=PT3S]",
        "PAUSE cache2                             ~ 1 Pause[database=Optional[cache2], limit=PT0S]",
        "RESUME CACHE                             ~ 1 ResumeCache[]",
        "RESUME \"CACHE\"                           ~ 1 Resume[database=Optional[CACHE]]",
        "KILL cache                               ~ 1 Kill[database=Optional[cache]]",
        "RESUME                                   ~ 1 Resume[database=Optional.empty]",
        "RESUME shop                              ~ 1 Resume[database=Optional[shop]]",
        "DISABLE shop                             ~ 1 Disable[database=shop]",
        "ENABLE shop                              ~ 1 Enable[database=shop]",
        "RECONNECT                                ~ 1 Reconnect[database=Optional.empty]",
        "KILL shop                                ~ 1 Kill[database=Optional[shop]]",
        "KILL_CLIENT 1234567890                   ~ 1 KillClient[id=1234567890]",
        "SUSPEND                                  ~ 1 Suspend[]",
        "SHUTDOWN                                 ~ 1 Shutdown[mode=IMMEDIATE]",
        "shutdown wait_for_servers                ~ 1 Shutdown[mode=WAIT_FOR_SERVERS]",
        "SHUTDOWN WAIT_FOR_CLIENTS                ~ 1 Shutdown[mode=WAIT_FOR_CLIENTS]",
        "WAIT_CLOSE shop                          ~ 1 WaitClose[database=Optional[shop]]",
        "cache explain 'SELECT ''a'''             ~ 1 CacheExplain[statement=SELECT 'a', database=Optional.empty,"
                + " user=Optional.empty]",
        "CACHE EXPLAIN 'TABLE t' shop \"Al\";       ~ 1 CacheExplain[statement=TABLE t, database=Optional[shop],"
                + " user=Optional[Al]]",
        "CACHE FLUSH                              ~ 1 CacheFlush[scope=All[]]",
        "cache flush all;                         ~ 1 CacheFlush[scope=All[]]",
        "CACHE FLUSH TABLE Item                   ~ 1 CacheFlush[scope=Table[schema=Optional.empty, name=item]]",
        "CACHE FLUSH TABLE \u00c4B                 ~ 1 CacheFlush[scope=Table[schema=Optional.empty, name=\u00c4b]]",
        "CACHE FLUSH TABLE Shop.Item              ~ 1 CacheFlush[scope=Table[schema=Optional[shop], name=item]]",
        "CACHE FLUSH TABLE \"a.b\" . \"C \"\"d\"     ~ 1 CacheFlush[scope=Table[schema=Optional[a.b], name=C \"d]]",
        "CACHE FLUSH TABLE all                    ~ 1 CacheFlush[scope=Table[schema=Optional.empty, name=all]]",
        "CACHE FLUSH TAG orders                   ~ 1 CacheFlush[scope=Tag[name=orders]]",
        "cache flush tag 'Orders:4'               ~ 1 CacheFlush[scope=Tag[name=Orders:4]]",
        "CACHE FLUSH TAG user:4.x-y_Z             ~ 1 CacheFlush[scope=Tag[name=user:4.x-y_Z]]",
        "CACHE FLUSH STATEMENT 4f-2e              ~ 1 CacheFlush[scope=Statement[id=4f-2e]]",
        "CACHE FLUSH STATEMENT '4F 2'             ~ 1 CacheFlush[scope=Statement[id=4F 2]]",
        "CACHE FLUSH PATTERN 'SELECT * it''s%'    ~ 1 CacheFlush[scope=Pattern[text=SELECT * it's%]]",
        "CACHE BYPASS ON                          ~ 1 CacheBypass[on=true]",
        "cache bypass off;                        ~ 1 CacheBypass[on=false]",
    })
    void understands(String text, String command) throws CommandSyntaxException {
        if (command.isEmpty()) {
            // A comment ends at the end of its line, which the table writes as a tab.
            assertThat(parse(text.replace("\t", "\n"))).containsExactly("24 show POOLS");
        } else {
            assertThat(parse(text)).containsExactly(command);
        }
    }

    @Test
    void readsSeveralStatements() throws CommandSyntaxException {
        assertThat(parse("SHOW POOLS; -- and\n SHOW STATS;;SELECT 1")).containsExactly("1 show POOLS", "21 show STATS",
                "33 probe [?column?]");
        assertThat(parse("")).isEmpty();
        assertThat(parse(" ; ;-- nothing")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', value = {
        "SHOW                   ~ 5  ~ invalid command 'SHOW', use SHOW HELP;",
        "SHOW nonsense          ~ 6  ~ invalid command 'SHOW nonsense', use SHOW HELP;",
        "SHOW POOLS x           ~ 12 ~ invalid command 'SHOW POOLS x', use SHOW HELP;",
        "SHOW POOLS WHERE a = 1 ~ 12 ~ invalid command 'SHOW POOLS WHERE a = 1', use SHOW HELP;",
        "DROP TABLE pools;      ~ 1  ~ invalid command 'DROP TABLE pools;', use SHOW HELP;",
        "SHOW POOLS; nonsense   ~ 13 ~ invalid command 'nonsense', use SHOW HELP;",
        "SELECT * FROM pools    ~ 8  ~ invalid command 'SELECT * FROM pools', use SHOW HELP;",
        "SELECT sleep(1)        ~ 14 ~ invalid command 'SELECT sleep(1)', use SHOW HELP;",
        "SELECT version(x)      ~ 16 ~ invalid command 'SELECT version(x)', use SHOW HELP;",
        "\u00e4\u00f6 \ud83d\udc18 SHOW  ~ 1 ~ invalid command '\u00e4\u00f6 \ud83d\udc18 SHOW', use SHOW HELP;",
        "SELECT '\ud83d\udc18' \ud83d\udc18 ~ 12 ~ invalid command 'SELECT '\ud83d\udc18' \ud83d\udc18', use SHOW HELP;",
        "SET extra_float_digits ~ 23 ~ invalid command 'SET extra_float_digits', use SHOW HELP;",
        "SET extra_float_digits = ~ 25 ~ invalid command 'SET extra_float_digits =', use SHOW HELP;",
        "SHOW 'pools'           ~ 6  ~ invalid command 'SHOW 'pools'', use SHOW HELP;",
        "SHOW \"pools           ~ 6  ~ unterminated quoted identifier",
        "SELECT 'x              ~ 8  ~ unterminated quoted string",
        "SHOW /* pools          ~ 6  ~ unterminated /* comment",
        "START ENGINE           ~ 7  ~ invalid command 'START ENGINE', use SHOW HELP;",
        "RELOAD now             ~ 8  ~ invalid command 'RELOAD now', use SHOW HELP;",
        "SHUTDOWN later         ~ 10 ~ invalid command 'SHUTDOWN later', use SHOW HELP;",
        "SUSPEND shop           ~ 9  ~ invalid command 'SUSPEND shop', use SHOW HELP;",
        "PAUSE a b              ~ 9  ~ invalid command 'PAUSE a b', use SHOW HELP;",
        "PAUSE 'shop'           ~ 7  ~ invalid command 'PAUSE 'shop'', use SHOW HELP;",
        "PAUSE a TIMEOUT        ~ 16 ~ invalid time limit (expected: seconds, or a time such as 10s, 500ms, 5min, 1h)",
        "PAUSE TIMEOUT soon     ~ 15 ~ invalid time limit (expected: seconds, or a time such as 10s, 500ms, 5min, 1h)",
        "PAUSE a TIMEOUT 0      ~ 17 ~ invalid time limit (expected: seconds, or a time such as 10s, 500ms, 5min, 1h)",
        "DISABLE                ~ 8  ~ a database is required",
        "ENABLE ;               ~ 7  ~ a database is required",
        "KILL_CLIENT            ~ 12 ~ invalid client pointer supplied",
        "KILL_CLIENT x          ~ 13 ~ invalid client pointer supplied",
        "KILL_CLIENT 2147483648 ~ 13 ~ invalid client pointer supplied",
        "KILL_CLIENT 1 2        ~ 15 ~ invalid command 'KILL_CLIENT 1 2', use SHOW HELP;",
        "PAUSE CACHE TIMEOUT 3  ~ 13 ~ invalid command 'PAUSE CACHE TIMEOUT 3', use SHOW HELP;",
        "PAUSE CACHE shop       ~ 13 ~ invalid command 'PAUSE CACHE shop', use SHOW HELP;",
        "RESUME CACHE shop      ~ 14 ~ invalid command 'RESUME CACHE shop', use SHOW HELP;",
        "RESUME a b             ~ 10 ~ invalid command 'RESUME a b', use SHOW HELP;",
        "CACHE FLUSH it         ~ 13 ~ invalid command 'CACHE FLUSH it', use SHOW HELP;",
        "CACHE FLUSH \"all\"      ~ 13 ~ invalid command 'CACHE FLUSH \"all\"', use SHOW HELP;",
        "CACHE FLUSH ALL x      ~ 17 ~ invalid command 'CACHE FLUSH ALL x', use SHOW HELP;",
        "CACHE FLUSH TABLE      ~ 18 ~ invalid command 'CACHE FLUSH TABLE', use SHOW HELP;",
        "CACHE FLUSH TABLE ;    ~ 19 ~ invalid command 'CACHE FLUSH TABLE ;', use SHOW HELP;",
        "CACHE FLUSH TABLE 'a'  ~ 19 ~ invalid command 'CACHE FLUSH TABLE 'a'', use SHOW HELP;",
        "CACHE FLUSH TABLE a.   ~ 21 ~ invalid command 'CACHE FLUSH TABLE a.', use SHOW HELP;",
        "CACHE FLUSH TABLE .a   ~ 19 ~ invalid command 'CACHE FLUSH TABLE .a', use SHOW HELP;",
        "CACHE FLUSH TABLE a.b.c ~ 22 ~ invalid command 'CACHE FLUSH TABLE a.b.c', use SHOW HELP;",
        "CACHE FLUSH TABLE a b  ~ 21 ~ invalid command 'CACHE FLUSH TABLE a b', use SHOW HELP;",
        "CACHE FLUSH TAG  ~ 16 ~ invalid command 'CACHE FLUSH TAG', use SHOW HELP;",
        "CACHE FLUSH STATEMENT  ~ 22 ~ invalid command 'CACHE FLUSH STATEMENT', use SHOW HELP;",
        "CACHE FLUSH STATEMENT (1) ~ 23 ~ invalid command 'CACHE FLUSH STATEMENT (1)', use SHOW HELP;",
        "CACHE FLUSH STATEMENT 1 2 ~ 25 ~ invalid command 'CACHE FLUSH STATEMENT 1 2', use SHOW HELP;",
        "CACHE FLUSH PATTERN    ~ 20 ~ invalid command 'CACHE FLUSH PATTERN', use SHOW HELP;",
        "CACHE FLUSH PATTERN a  ~ 21 ~ invalid command 'CACHE FLUSH PATTERN a', use SHOW HELP;",
        "CACHE FLUSH PATTERN 'a ~ 21 ~ unterminated quoted string",
        "CACHE BYPASS           ~ 13 ~ invalid command 'CACHE BYPASS', use SHOW HELP;",
        "CACHE BYPASS 1         ~ 14 ~ invalid command 'CACHE BYPASS 1', use SHOW HELP;",
        "CACHE BYPASS 'on'      ~ 14 ~ invalid command 'CACHE BYPASS 'on'', use SHOW HELP;",
        "CACHE BYPASS ON OFF    ~ 17 ~ invalid command 'CACHE BYPASS ON OFF', use SHOW HELP;",
        "\"cache\" FLUSH          ~ 1  ~ invalid command '\"cache\" FLUSH', use SHOW HELP;",
        "CACHE \"flush\"          ~ 7  ~ invalid command 'CACHE \"flush\"', use SHOW HELP;",
        "CACHE                  ~ 6  ~ invalid command 'CACHE', use SHOW HELP;",
        "CACHE EXPLAIN          ~ 14 ~ invalid command 'CACHE EXPLAIN', use SHOW HELP;",
        "CACHE EXPLAIN select 1 ~ 15 ~ invalid command 'CACHE EXPLAIN select 1', use SHOW HELP;",
        "CACHE EXPLAIN 'a' b c d~ 23 ~ invalid command 'CACHE EXPLAIN 'a' b c d', use SHOW HELP;",
        "SET default_pool_size  ~ 22 ~ invalid command 'SET default_pool_size', use SHOW HELP;",
        "SET default_pool_size =~ 24 ~ invalid command 'SET default_pool_size =', use SHOW HELP;",
        "SET = 3                ~ 5  ~ invalid command 'SET = 3', use SHOW HELP;",
    })
    void saysWhatItDoesNotUnderstandAndWhere(String text, int position, String message) {
        if (message.isEmpty()) {
            assertThatThrownBy(() -> AdminCommandParser.parse(text)).isInstanceOf(CommandSyntaxException.class);
            return;
        }
        assertThatThrownBy(() -> AdminCommandParser.parse(text)).isInstanceOf(CommandSyntaxException.class).hasMessage(message)
                .extracting(e -> ((CommandSyntaxException) e).position()).isEqualTo(position);
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 100_000})
    void refusesLongNames(int length) {
        assertThatThrownBy(() -> AdminCommandParser.parse("SHOW " + "x".repeat(length))).hasMessage("bad arguments");
    }

    @Test
    void survivesGarbage() {
        java.util.Random random = new java.util.Random(20260102);
        String alphabet = "SHOWPAUSEshow \"'/*-;,.()=$\u00e4\ud83d\udc18\n\t0";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(30); length > 0; length--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                AdminCommandParser.parse(text.toString());
            } catch (CommandSyntaxException e) {
                assertThat(e.position()).as("in <%s>", text).isBetween(1, text.length() + 1);
            }
        }
    }
}
