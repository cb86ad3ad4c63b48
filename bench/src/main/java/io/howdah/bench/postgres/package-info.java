/**
 * PostgreSQL without an installation: unpacks PostgreSQL's binaries from a jar and runs them as child processes. Start at
 * {@link io.howdah.bench.postgres.EmbeddedServer}.
 */
@NullMarked
package io.howdah.bench.postgres;

import org.jspecify.annotations.NullMarked;
