/**
 * The arithmetic of MD5 and SCRAM-SHA-256 passwords, for both sides: bytes in, bytes out, no channel and no look-up. Start at
 * {@link io.howdah.protocol.auth.ScramServer}. The logins of clients and the logins to servers use it.
 */
@NullMarked
package io.howdah.protocol.auth;

import org.jspecify.annotations.NullMarked;
