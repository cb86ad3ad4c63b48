/**
 * Tells from a SQL text alone what it does to its session: the kinds of state that it touches and the parameters that it sets.
 * Start at {@link io.howdah.proxy.sql.StatementClassifier}. Every package of the pooler may use this package; it uses none of
 * them.
 */
@NullMarked
package io.howdah.proxy.sql;

import org.jspecify.annotations.NullMarked;
