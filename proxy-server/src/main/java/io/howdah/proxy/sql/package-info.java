/**
 * What a SQL text leaves behind in its session, told from the text alone: the kinds of state it touches and the parameters it sets.
 * Begin with {@link io.howdah.proxy.sql.StatementClassifier}; a leaf that any package of the pooler may use and that knows none.
 */
package io.howdah.proxy.sql;
