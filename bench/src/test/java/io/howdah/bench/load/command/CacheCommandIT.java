package io.howdah.bench.load.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.bench.process.Programs;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

/** Runs the measurements of the result cache for a moment, each with processes of its own. */
@Timeout(300)
class CacheCommandIT {

    private static int execute(String... arguments) {
        return new CommandLine(new CacheCommand()).execute(arguments);
    }

    private static void needsRedis() {
        Assumptions.assumeTrue(Programs.find("redis-server").isPresent(), "redis-server is not installed");
    }

    @Test
    void memory() {
        assertThat(execute("--clients", "2", "--rows", "10", "--rounds", "1", "--duration", "0.2")).isZero();
    }

    @Test
    void sums() {
        assertThat(execute("--clients", "1", "--sum-of", "1000", "--rows", "2", "--rounds", "1", "--duration", "0.2")).isZero();
    }

    @Test
    void redis() {
        needsRedis();
        assertThat(execute("redis", "--clients", "1,2", "--rows", "10", "--rounds", "1", "--duration", "0.2")).isZero();
    }

    @Test
    void writes() {
        needsRedis();
        assertThat(execute("writes", "--instances", "2", "--rows", "10", "--rounds", "1", "--duration", "0.2")).isZero();
    }

    @Test
    void burst() {
        assertThat(execute("burst", "--bursts", "1", "--rounds", "1", "--rate", "20", "--burst-rate", "50")).isZero();
    }

    @Test
    void history() {
        needsRedis();
        assertThat(execute("history", "--duration", "10", "--quiet-for", "1000")).isZero();
    }
}
