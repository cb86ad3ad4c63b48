/**
 * {@code howdah bench jmh} times single classes of the pooler. Start at {@link io.howdah.bench.jmh.JmhCommand}. The benchmarks
 * are in {@code src/jmh}; some of them are in the pooler's packages, to reach package-private classes. Only the command line uses
 * this package.
 */
@NullMarked
package io.howdah.bench.jmh;

import org.jspecify.annotations.NullMarked;
