/**
 * One event loop and what everything that lives on it shares. Start at {@link io.howdah.proxy.loop.Loop}; every package of the
 * pooler may use it, it uses none.
 */
package io.howdah.proxy.loop;
