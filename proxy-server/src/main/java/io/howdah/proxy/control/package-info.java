/** What an operator orders: PAUSE, SUSPEND, KILL, RELOAD, SHUTDOWN. Start at {@link io.howdah.proxy.control.LivePoolerControl}. */
package io.howdah.proxy.control;
