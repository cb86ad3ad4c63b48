/**
 * The authentication of clients. Start at {@link io.howdah.proxy.auth.ClientAuthenticator}. Secrets stay in
 * {@link io.howdah.proxy.auth.CredentialStore}.
 */
@NullMarked
package io.howdah.proxy.auth;

import org.jspecify.annotations.NullMarked;
