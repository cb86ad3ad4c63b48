/**
 * One client that has logged in: its session and the way of its requests. Start at {@link io.howdah.proxy.client.ClientSession}, then
 * {@link io.howdah.proxy.client.RequestRelay}.
 */
package io.howdah.proxy.client;
