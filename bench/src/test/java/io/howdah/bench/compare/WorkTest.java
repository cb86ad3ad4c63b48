package io.howdah.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.howdah.bench.load.workload.Workload;
import org.junit.jupiter.api.Test;

class WorkTest {

    @Test
    void namesAreRead() {
        assertThat(Work.parse("select")).isEqualTo(new Work("select", Work.Kind.SELECT, 0));
        assertThat(Work.parse("connect").load()).isInstanceOf(Workload.Select.class);
        assertThat(Work.parse("bytes:1MB")).isEqualTo(new Work("bytes:1MB", Work.Kind.BYTES, 1 << 20));
        assertThat(Work.parse("bytes:10kB").load()).isEqualTo(new Workload.Bytes(10 << 10));
        assertThat(Work.parse("bytes:7").bytes()).isEqualTo(7);
    }

    @Test
    void otherNamesAreRefused() {
        for (String name : new String[] {"", "Select", "bytes", "bytes:", "bytes:0", "bytes:1GB", "bytes:-1",
            "bytes:999999999MB"}) {
            assertThatIllegalArgumentException().as(name).isThrownBy(() -> Work.parse(name));
        }
    }

    @Test
    void theScriptsDoWhatTheWorkloadsDo() {
        assertThat(Work.parse("select1").script()).isEqualTo("SELECT 1;\n");
        assertThat(Work.parse("bytes:7").script()).isEqualTo("SELECT repeat('x', 7);\n");
        assertThat(Work.parse("mixed").script()).contains("\\if :r <= 90", "UPDATE pgbench_accounts");
        assertThat(Work.parse("connect").script()).isEqualTo(Work.parse("select").script());
    }
}
