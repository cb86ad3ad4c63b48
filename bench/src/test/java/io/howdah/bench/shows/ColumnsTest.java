package io.howdah.bench.shows;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.bench.shows.Finding.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ColumnsTest {

    private static Optional<Table> table(String... columns) {
        List<Table.Column> described = new ArrayList<>();
        for (String column : columns) {
            described.add(new Table.Column(column.substring(0, column.indexOf(' ')), column.substring(column.indexOf(' ') + 1)));
        }
        return Optional.of(new Table(described, List.of()));
    }

    private static Verdict verdict(String version, Optional<Table> pgbouncer, Optional<Table> howdah) {
        return new Columns(Version.of(version)).compare("STATS", pgbouncer, howdah).verdict();
    }

    @Test
    void namesTypesAndOrderHaveToAgree() {
        assertThat(verdict("PgBouncer 1.26.1", table("a text", "b int4"), table("a text", "b int4"))).isEqualTo(Verdict.SAME);
        assertThat(verdict("1.26.1", table("a text", "b int4"), table("b int4", "a text"))).isEqualTo(Verdict.DIFFERENT);
        assertThat(verdict("1.26.1", table("a text", "b int4"), table("a text", "b int8"))).isEqualTo(Verdict.DIFFERENT);
        assertThat(verdict("1.26.1", table("a text", "b int4"), table("a text"))).isEqualTo(Verdict.DIFFERENT);
        assertThat(verdict("1.26.1", table("a text"), table("a text", "b int4"))).isEqualTo(Verdict.DIFFERENT);
    }

    @Test
    void anOlderPgBouncerLacksWhatCameLater() {
        Optional<Table> newest = table("database text", "total_client_login_count numeric");
        assertThat(verdict("1.25.2", table("database text"), newest)).isEqualTo(Verdict.KNOWN);
        assertThat(verdict("1.26.0", table("database text"), newest)).isEqualTo(Verdict.DIFFERENT);
        assertThat(verdict("1.18.0", table("a text", "reserve_pool int4"), table("a text", "reserve_pool_size int4")))
                .isEqualTo(Verdict.SAME);
        assertThat(verdict("1.24.1", table("a text", "reserve_pool int4"), table("a text", "reserve_pool_size text")))
                .isEqualTo(Verdict.DIFFERENT);
    }

    @Test
    void aShowMayBeMissingWhereItIsKnownToBe() {
        Columns older = new Columns(Version.of("1.18.0"));
        Columns newer = new Columns(Version.of("1.26.1"));
        assertThat(older.compare("STATE", Optional.empty(), table("key text")).verdict()).isEqualTo(Verdict.KNOWN);
        assertThat(newer.compare("STATE", Optional.empty(), table("key text")).verdict()).isEqualTo(Verdict.DIFFERENT);
        assertThat(newer.compare("FDS", Optional.empty(), table("fd int4")).verdict()).isEqualTo(Verdict.KNOWN);
        assertThat(older.compare("FDS", table("fd int4"), Optional.empty()).verdict()).isEqualTo(Verdict.DIFFERENT);
    }
}
