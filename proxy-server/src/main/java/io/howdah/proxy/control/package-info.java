/**
 * Carries out an operator's orders: PAUSE, SUSPEND, KILL, RELOAD, SHUTDOWN. Start at
 * {@link io.howdah.proxy.control.LivePoolerControl}. Only the root package uses this package.
 */
@NullMarked
package io.howdah.proxy.control;

import org.jspecify.annotations.NullMarked;
