package io.howdah.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.proxy.sql.CommandTag;
import io.howdah.proxy.sql.ParameterChange;
import io.howdah.proxy.sql.StatementClassifier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransactionChangesTest {

    private static final SessionState CURRENT = SessionState.EMPTY.with("DateStyle", "SQL").with("TimeZone", "CET");

    private final TransactionChanges changes = new TransactionChanges();

    @BeforeEach
    void nothingYet() {
        assertThat(changes.isNone()).isTrue();
        assertThat(changes.mayHaveSet()).isFalse();
        assertThat(changes.mayBeAny()).isFalse();
        assertThat(changes.hasSet()).isFalse();
    }

    private void send(String sql) {
        changes.named(StatementClassifier.classify(sql).changes());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
            SET a = 1                           ~ a           ~ SET
            SET a = 1; SET B = 2; SET A = 3     ~ a, b        ~ SET
            SET a = 1; RESET a                  ~ a           ~ RESET
            RESET a; SET a = 1                  ~ a           ~ SET
            SET a = 1; RESET ALL                ~ a, DateStyle, TimeZone ~ RESET
            RESET ALL; SET a = 1                ~ DateStyle, TimeZone, a ~ SET
            RESET ALL; SET timezone = 'x'; SET a = 1 ~ DateStyle, TimeZone, a ~ SET
            """)
    void namesInOrderAndTheLastWord(String sql, String names, ParameterChange.Kind lastOfA) {
        send(sql);
        assertThat(String.join(", ", changes.names(CURRENT))).isEqualTo(names);
        assertThat(changes.last("A")).isEqualTo(lastOfA);
        assertThat(changes.mayBeAny()).isFalse();
        assertThat(changes.isNone()).isFalse();
        assertThat(changes.mayHaveSet()).isTrue();
        changes.clear();
        nothingYet();
        assertThat(changes.last("a")).isNull();
    }

    @Test
    void aSetOfAnUnknownParameterMayBeAny() {
        send("SELECT set_config(a, 'x', false) FROM t");
        assertThat(changes.mayBeAny()).isTrue();
        assertThat(changes.names(CURRENT)).isEmpty();
        changes.clear();
        changes.anything();
        assertThat(changes.mayBeAny()).isTrue();
        assertThat(changes.isNone()).isFalse();
        changes.clear();
        send("RESET ALL");
        assertThat(changes.mayBeAny()).as("RESET ALL has no name, and is no SET").isFalse();
    }

    /** Tags of commands, and whether a SET stands at the end, or has run at all. */
    @ParameterizedTest
    @CsvSource({"SET,true,true", "ROLLBACK,false,false", "RESET,false,false", "SET ROLLBACK,false,true", "ROLLBACK SET,true,true",
        "SET ROLLBACK SET,true,true", "SET ROLLBACK RESET,true,true", "SET RESET,true,true", "OTHER,false,false"})
    void whetherASetStands(String tags, boolean stands, boolean ran) {
        for (String tag : tags.split(" ")) {
            changes.completed(CommandTag.valueOf(tag));
        }
        assertThat(changes.hasSet()).isEqualTo(stands);
        assertThat(changes.mayHaveSet()).isEqualTo(ran);
        assertThat(changes.isNone()).isTrue();
        changes.clear();
        nothingYet();
    }

    @Test
    void discardAll() {
        changes.completed(CommandTag.DISCARD_ALL);
        assertThat(changes.isDiscarded()).isTrue();
        assertThat(changes.isNone()).isFalse();
        changes.clear();
        assertThat(changes.isDiscarded()).isFalse();
    }

    @Test
    @DisplayName("Of a transaction with any number of SETs no more than 200 are held: then any parameter may have changed")
    void withoutEnd() {
        for (int i = 0; i < 200; i++) {
            send("SET a.x" + i + " = 1");
        }
        assertThat(changes.mayBeAny()).isFalse();
        for (int i = 0; i < 200; i++) {
            send("SET TimeZone = 'CET'");
        }
        assertThat(changes.mayBeAny()).isTrue();
        assertThat(changes.names(SessionState.EMPTY)).hasSize(200);
        changes.clear();
        assertThat(changes.isNone()).isTrue();
    }
}
