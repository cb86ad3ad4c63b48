package io.howdah.bench.shows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.howdah.bench.Main;
import io.howdah.bench.process.Programs;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The consoles side by side for a moment, where PgBouncer is installed: that no name, type, text or count differs. */
class ShowsIT {

    @Test
    void everyShowIsPgBouncers() {
        for (String program : new String[] {"pgbouncer", "pgbench"}) {
            assumeTrue(Programs.find(program).isPresent(), program + " is not installed");
        }
        assertThat(new CommandLine(new Main()).execute("shows", "--counts-only", "--protocols", "simple", "--transactions", "50")).isZero();
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThat(new CommandLine(new Main()).execute("shows", "--clients", "0")).isEqualTo(2);
    }
}
