package io.howdah.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The options of all benchmarks: the pooler's garbage collector with a heap too small to hide garbage, threads like an event
 * loop's ({@link PoolerThreads}), and so short a run that all benchmarks fit into a coffee break. JMH's command line overrides
 * every option.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgs = {"-XX:+UseSerialGC", "-Xms64m", "-Xmx512m", "-Djmh.executor=CUSTOM",
    "-Djmh.executor.class=io.howdah.bench.jmh.PoolerThreads"})
public abstract class PoolerBenchmark {
}
