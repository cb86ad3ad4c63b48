package io.howdah.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdminCommandParserTest {

    /** A command in a word or two. */
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
        return AdminCommandParser.parse(text).stream().map(statement -> statement.position() + " " + describe(statement.command())).toList();
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
    })
    void understands(String text, String command) throws CommandSyntaxException {
        if (command.isEmpty()) {
            // The comment ends at the end of its line.
            assertThat(parse(text.replace("\t", "\n"))).containsExactly("24 show POOLS");
        } else {
            assertThat(parse(text)).containsExactly(command);
        }
    }

    @Test
    void readsSeveralStatements() throws CommandSyntaxException {
        assertThat(parse("SHOW POOLS; -- and\n SHOW STATS;;SELECT 1")).containsExactly("1 show POOLS", "21 show STATS", "33 probe [?column?]");
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
        "START ENGINE           ~ 7  ~ ``",
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
