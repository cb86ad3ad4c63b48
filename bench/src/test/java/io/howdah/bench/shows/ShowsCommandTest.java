package io.howdah.bench.shows;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.bench.Main;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ShowsCommandTest {

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThat(new CommandLine(new Main()).execute("shows", "--clients", "0")).isEqualTo(2);
    }
}
