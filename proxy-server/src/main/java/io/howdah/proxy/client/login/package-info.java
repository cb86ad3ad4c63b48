/**
 * From accept to session: who listens, the start-up packet, the password, cancel requests that come in, and what a client is told first.
 * Start at {@link io.howdah.proxy.client.login.ClientListener}; {@link io.howdah.proxy.client.login.SessionStart} ends it.
 */
package io.howdah.proxy.client.login;
