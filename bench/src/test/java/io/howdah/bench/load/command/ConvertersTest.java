package io.howdah.bench.load.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.bench.load.login.Target;
import io.howdah.bench.load.login.TlsUse;
import io.howdah.bench.load.workload.KeySpread;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

/** Tests the command line's values that are not just numbers. */
class ConvertersTest {

    @ParameterizedTest
    @CsvSource({"1, 1", "16, 16", "1k, 1000", "10k, 10000", " 5k , 5000", "20k, 20000", "0, 0"})
    void clientCounts(String text, int count) {
        assertThat(new ClientCount().convert(text)).isEqualTo(count);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "k", "-1", "1.5k", "1K5", "1kk", "10 k", "1234567", "99999999999", "ten", "1m"})
    void noClientCounts(String text) {
        assertThatThrownBy(() -> new ClientCount().convert(text)).isInstanceOf(TypeConversionException.class);
    }

    @ParameterizedTest
    @CsvSource({"select, select", "SELECT, select", "mixed, mixed", "select1, select1", "own, own", "bytes:1MB, bytes:1048576",
        "bytes:100kB, bytes:102400", "bytes:7, bytes:7", "bytes:7B, bytes:7", "bytes:512MB, bytes:536870912"})
    void workloads(String text, String workload) {
        assertThat(new WorkloadKind.Reader().convert(text).with(KeySpread.uniform(10), 90)).hasToString(workload);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "selects", "bytes", "bytes:", "bytes:0", "bytes:-1", "bytes:1GB", "bytes:513MB", "bytes:999999999MB",
                "bytes:1 MB"})
    void noWorkloads(String text) {
        assertThatThrownBy(() -> new WorkloadKind.Reader().convert(text)).isInstanceOf(TypeConversionException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "postgresql://u:p@h:6432/d, u, p, h, 6432, d",
        "postgres://u:p@h:6432/d, u, p, h, 6432, d",
        "postgresql://u@h, u, '', h, 5432, u",
        "postgresql://u@h/, u, '', h, 5432, u",
        "postgresql://u:@127.0.0.1:1/a%2Fb, u, '', 127.0.0.1, 1, a/b",
        "postgresql://web%40app:a%3Ab%25+c:d@h/x, web@app, a:b%+c:d, h, 5432, x",
        "postgresql://u@[::1]:65535/d, u, '', ::1, 65535, d"})
    void targets(String url, String user, String password, String host, int port, String database) {
        assertThat(new TargetUrl().convert(url)).isEqualTo(new Target(host, port, database, user, password, TlsUse.OFF));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "h:6432", "http://u:secret@h/d", "postgresql://h:6432/d", "postgresql://u:secret@/d",
        "postgresql://u:secret@h:0/d", "postgresql://u:secret@h:65536/d", "postgresql://u:secret@h/d?sslmode=require",
        "postgresql://u:sec ret@h/d", "jdbc:postgresql://u:secret@h/d"})
    void noTargets(String url) {
        assertThatThrownBy(() -> new TargetUrl().convert(url)).isInstanceOf(TypeConversionException.class)
                .message().doesNotContain("secret").doesNotContain("sec ret");
    }

    @Test
    void openFiles() {
        assertThat(OpenFiles.complaint(10_000, 20_000)).isEmpty();
        assertThat(OpenFiles.complaint(10_000, 10_200)).isEmpty();
        assertThat(OpenFiles.complaint(10_000, 10_199)).get().asString().contains("10200", "10199", "ulimit -n");
    }
}
