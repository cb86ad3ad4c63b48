package io.howdah.proxy.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.fixtures.Frames;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandTagTest {

    @ParameterizedTest
    @CsvSource({
        "SET, SET", "RESET, RESET", "DISCARD ALL, DISCARD_ALL", "DEALLOCATE ALL, DEALLOCATE_ALL", "PREPARE, PREPARE",
        "LISTEN, LISTEN",
        "LOAD, LOAD", "DO, DO", "CALL, CALL", "DECLARE CURSOR, DECLARE_CURSOR",
        "SELECT 1, OTHER", "SET CONSTRAINTS, OTHER", "SETS, OTHER", "RESE, OTHER", "DISCARD, OTHER", "DISCARD TEMP, OTHER",
        "DISCARD ALLX, OTHER",
        "DEALLOCATE, DEALLOCATE", "ROLLBACK, ROLLBACK", "ROLLBACKS, OTHER", "DEALLOCAT, OTHER", "DEALLOCATE X, OTHER",
        "DELETE 0, OTHER", "DELETE 3, OTHER", "DROP TABLE, OTHER", "DECLARE, OTHER", "PREPARE TRANSACTION, OTHER",
        "LOCK TABLE, OTHER", "COPY 5, OTHER", "COMMIT, OTHER", "CREATE TABLE, OTHER", "CLOSE CURSOR, OTHER", "INSERT 0 1, OTHER",
        "'', OTHER",
        "D, OTHER", "DE, OTHER", "L, OTHER", "set, OTHER", "UNLISTEN, OTHER", "NOTIFY, OTHER", "REINDEX, OTHER", "REVOKE, OTHER"
    })
    void isReadWhereItLies(String text, CommandTag tag) {
        byte[] before = {1, 2, 3};
        byte[] body = Frames.cstring(text);
        assertThat(CommandTag.at(Unpooled.wrappedBuffer(before, body, before), 3, body.length)).isEqualTo(tag);
    }
}
