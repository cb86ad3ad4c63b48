/**
 * What the console shows, as data: start at {@link io.howdah.console.show.ShowTables}, where each SHOW is one small file of columns. Pure
 * functions from the records of {@code view} to rows; used by the console.
 */
package io.howdah.console.show;
