/**
 * What shows and measures the pooler from outside: the demo, the load generators, the side-by-side runs. Start at
 * {@link io.howdah.bench.Main}, whose subcommands each have a package of their own; nothing else depends on this module.
 */
package io.howdah.bench;
