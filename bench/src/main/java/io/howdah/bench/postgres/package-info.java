/**
 * PostgreSQL without an installation: real binaries, unpacked from a jar and run as a child process. Start at
 * {@link io.howdah.bench.postgres.EmbeddedServer}.
 */
package io.howdah.bench.postgres;
