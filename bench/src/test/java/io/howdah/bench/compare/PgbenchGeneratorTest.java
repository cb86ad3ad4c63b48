package io.howdah.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.bench.compare.Generator.Sample;
import io.howdah.bench.process.Programs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class PgbenchGeneratorTest {

    private static final String REPORT = """
            pgbench (15.18 (Debian 15.18-0+deb12u1), server 18.0)
            transaction type: script.sql
            scaling factor: 1
            query mode: simple
            number of clients: 16
            number of threads: 2
            maximum number of tries: 1
            duration: 5 s
            number of transactions actually processed: 118432
            number of failed transactions: 3 (0.003%)
            latency average = 0.675 ms
            initial connection time = 9.481 ms
            tps = 23714.904421 (without initial connection time)
            """;

    private final Histogram none = Sample.histogram();

    @Test
    void itsReportIsRead() throws IOException {
        assertThat(PgbenchGenerator.sample(new Programs.Ended(0, REPORT), none))
                .isEqualTo(new Sample(118432, 23714.904421, none, 3, ""));
    }

    @Test
    void clientsThatGaveUpAreErrors() throws IOException {
        String text = "pgbench: error: client 3 aborted in command 1 (SQL) of script 0; perhaps the backend died\n"
                + "pgbench: error: client 4 aborted in command 1 (SQL) of script 0; perhaps the backend died\n" + REPORT
                + "pgbench: error: Run was aborted; the above results are incomplete.\n";
        Sample sample = PgbenchGenerator.sample(new Programs.Ended(2, text), none);
        assertThat(sample.errors()).isEqualTo(3 + 3);
        assertThat(sample.complaint()).startsWith("error: client 3 aborted");
    }

    @Test
    void withoutAReportItHasFailed() {
        assertThatThrownBy(() -> PgbenchGenerator.sample(new Programs.Ended(1, "pgbench: error: connection refused\n"), none))
                .isInstanceOf(IOException.class).hasMessage("pgbench: pgbench: error: connection refused");
    }

    @Test
    void itsLogHasTheLatencies() throws IOException {
        Histogram micros = Sample.histogram();
        PgbenchGenerator.read(new BufferedReader(new StringReader("""
                0 199 2241 0 1175850568 995598
                0 200 failed 0 1175850568 998079
                1 12 259 0 1175850569 608
                """)), micros);
        assertThat(micros.getTotalCount()).isEqualTo(2);
        assertThat(micros.getMaxValue()).isEqualTo(micros.highestEquivalentValue(2241));
        assertThat(micros.getMinValue()).isEqualTo(micros.lowestEquivalentValue(259));
    }
}
