/**
 * The arithmetic of MD5 and SCRAM-SHA-256 passwords, both sides of it: bytes in, bytes out, no channel and no look-up.
 * Begin with {@link io.howdah.protocol.auth.ScramServer}; used by the two logins, of clients and towards servers.
 */
package io.howdah.protocol.auth;
