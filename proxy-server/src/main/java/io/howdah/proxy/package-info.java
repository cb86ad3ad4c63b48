/**
 * The pooler put together. Start at {@link io.howdah.proxy.Pooler}, the only place that builds and wires;
 * {@link io.howdah.proxy.Main} is the command line around it.
 */
package io.howdah.proxy;
