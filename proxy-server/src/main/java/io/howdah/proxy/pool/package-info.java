/**
 * Who gets which server, and when. Start at {@link io.howdah.proxy.pool.Pool}: {@code checkout} and {@code release} are its only doors.
 * Calls up to whoever waits through {@link io.howdah.proxy.pool.Waiter}.
 */
package io.howdah.proxy.pool;
