/** Runs one query from outside, for machines without psql. Start at {@link io.howdah.bench.ping.PingCommand}. */
@NullMarked
package io.howdah.bench.ping;

import org.jspecify.annotations.NullMarked;
