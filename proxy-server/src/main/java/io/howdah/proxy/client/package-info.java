/**
 * One client that has logged in: its session and the relay of its requests. Start at {@link
 * io.howdah.proxy.client.ClientSession},
 * then read {@link io.howdah.proxy.client.RequestRelay}.
 */
@NullMarked
package io.howdah.proxy.client;

import org.jspecify.annotations.NullMarked;
