/** The hash for tables whose keys clients choose. */
@NullMarked
package io.howdah.proxy.hash;

import org.jspecify.annotations.NullMarked;
