/**
 * Who a client may claim to be. Start at {@link io.howdah.proxy.auth.ClientAuthenticator}; secrets live in
 * {@link io.howdah.proxy.auth.CredentialStore} and go nowhere else.
 */
package io.howdah.proxy.auth;
