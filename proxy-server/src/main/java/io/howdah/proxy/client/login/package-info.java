/**
 * From accept to session: the listener, the start-up packet, the password, incoming cancel requests, and the first messages to a
 * client. Start at {@link io.howdah.proxy.client.login.ClientListener}; {@link io.howdah.proxy.client.login.SessionStart} is the
 * last step.
 */
@NullMarked
package io.howdah.proxy.client.login;

import org.jspecify.annotations.NullMarked;
