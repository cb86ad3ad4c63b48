/** The parts of the result cache that ask PostgreSQL. */
@NullMarked
package io.howdah.proxy.cache.control;

import org.jspecify.annotations.NullMarked;
