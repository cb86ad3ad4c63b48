/**
 * Session parameters: a client's choices, a server's values, and the SQL that turns the latter into the former. Start at
 * {@link io.howdah.proxy.parameters.ParameterSet} and {@link io.howdah.proxy.parameters.TrackedParameters}. Pure. Packages above
 * use this package; it uses none of them.
 */
@NullMarked
package io.howdah.proxy.parameters;

import org.jspecify.annotations.NullMarked;
