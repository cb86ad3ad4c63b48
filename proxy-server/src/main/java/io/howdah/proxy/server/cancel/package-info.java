/**
 * Cancel requests over connections of their own: to PostgreSQL, and to other poolers that have the client ({@code [peers]}).
 * Start at {@link io.howdah.proxy.server.cancel.CancelSender}.
 */
@NullMarked
package io.howdah.proxy.server.cancel;

import org.jspecify.annotations.NullMarked;
