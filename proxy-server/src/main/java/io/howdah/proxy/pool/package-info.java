/**
 * Decides which client gets which server, and when. Start at {@link io.howdah.proxy.pool.Pool}: {@code checkout} and
 * {@code release} are its doors. {@code PoolLists} holds the data that the loops share, behind its lock, and only decides. The
 * other classes act on its answers, and none of them knows the pool. The pool calls waiting clients through
 * {@link io.howdah.proxy.pool.Waiter}.
 */
@NullMarked
package io.howdah.proxy.pool;

import org.jspecify.annotations.NullMarked;
