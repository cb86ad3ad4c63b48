/**
 * {@code howdah bench jmh}: the pooler's classes timed alone. Start at {@link io.howdah.bench.jmh.JmhCommand}; the benchmarks are in
 * {@code src/jmh}, some of them in the packages whose insides they time. Used by the command line alone.
 */
package io.howdah.bench.jmh;
