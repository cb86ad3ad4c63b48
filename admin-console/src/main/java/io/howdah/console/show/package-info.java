/**
 * The console's tables as data: pure functions from the records of {@code view} to rows. Start at
 * {@link io.howdah.console.show.ShowTables}; each SHOW is one small file of columns. The console and the HTTP endpoint use this
 * package.
 */
@NullMarked
package io.howdah.console.show;

import org.jspecify.annotations.NullMarked;
