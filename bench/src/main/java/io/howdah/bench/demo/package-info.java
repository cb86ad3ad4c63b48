/**
 * {@code howdah demo}: PostgreSQL with a small shop in it and the pooler before it, in one process. Start at
 * {@link io.howdah.bench.demo.DemoCommand}.
 */
package io.howdah.bench.demo;
