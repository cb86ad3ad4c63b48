package io.howdah.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VersionsTest {

    @Test
    void pgbouncerHasNamedStatementsSince121() {
        assertThat(Versions.preparesStatements("PgBouncer 1.18.0")).isFalse();
        assertThat(Versions.preparesStatements("PgBouncer 1.20.1")).isFalse();
        assertThat(Versions.preparesStatements("PgBouncer 1.21.0")).isTrue();
        assertThat(Versions.preparesStatements("PgBouncer 1.100.0")).isTrue();
        assertThat(Versions.preparesStatements("PgBouncer 2.0")).isTrue();
        assertThat(Versions.preparesStatements("PgBouncer")).isFalse();
    }
}
