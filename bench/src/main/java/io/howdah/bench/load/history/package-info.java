/** A random history of writes and reads through several Howdahs: whether any read was older than the result cache promises. */
@NullMarked
package io.howdah.bench.load.history;

import org.jspecify.annotations.NullMarked;
