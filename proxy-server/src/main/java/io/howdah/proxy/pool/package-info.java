/**
 * Who gets which server, and when. Start at {@link io.howdah.proxy.pool.Pool}: {@code checkout} and {@code release} are its doors. What the
 * loops share stands behind the lock of {@code PoolLists}, which only decides; the other classes act on its answers, and none of them
 * knows the pool. Calls up to whoever waits through {@link io.howdah.proxy.pool.Waiter}.
 */
package io.howdah.proxy.pool;
