package io.howdah.bench.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.howdah.bench.process.Programs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Checks the alert rules with Prometheus' promtool, and runs their unit tests. */
class PrometheusRulesTest {

    private static final Path FOLDER = Path.of("..", "docker", "prometheus").toAbsolutePath().normalize();

    private static void promtool(String... arguments) throws Exception {
        assumeTrue(Programs.find("promtool").isPresent(), "needs promtool, of Prometheus");
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(Arrays.asList(arguments));
        Programs.Ended ended = Programs.end(60, command);
        assertThat(ended.status()).as(ended.text()).isZero();
    }

    @Test
    void areWellFormed() throws Exception {
        promtool("check", "rules", FOLDER.resolve("howdah-rules.yml").toString());
        promtool("check", "config", FOLDER.resolve("prometheus.yml").toString());
    }

    @Test
    void fireWhenTheyShouldAndOnlyThen() throws Exception {
        promtool("test", "rules", FOLDER.resolve("howdah-rules-test.yml").toString());
    }
}
