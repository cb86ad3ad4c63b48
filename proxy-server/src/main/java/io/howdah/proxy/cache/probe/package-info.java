/**
 * The result cache: what PostgreSQL says about a statement, and whether the answer may be kept. Knows no connection and does
 * no I/O.
 */
@NullMarked
package io.howdah.proxy.cache.probe;

import org.jspecify.annotations.NullMarked;
