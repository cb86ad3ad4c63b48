/**
 * {@code howdah demo}: a PostgreSQL with a small shop as a child process, and the pooler in this process. Start at
 * {@link io.howdah.bench.demo.DemoCommand}.
 */
@NullMarked
package io.howdah.bench.demo;

import org.jspecify.annotations.NullMarked;
