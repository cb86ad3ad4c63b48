/** Bearer tokens: whether one is good, by the keys of its issuer. */
@NullMarked
package io.howdah.proxy.auth.oauth;

import org.jspecify.annotations.NullMarked;
