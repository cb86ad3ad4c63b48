/**
 * The demo, the load generators and the comparisons with PgBouncer: the module shows and measures the pooler from outside. Start
 * at {@link io.howdah.bench.Main}; each of its subcommands has a package. No other module depends on this module.
 */
@NullMarked
package io.howdah.bench;

import org.jspecify.annotations.NullMarked;
