/** Runs one query from outside, for machines without psql. Start at {@link io.howdah.bench.ping.PingCommand}. */
package io.howdah.bench.ping;
