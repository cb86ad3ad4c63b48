/**
 * Where the load goes and how a client gets in: TLS, startup packet, password. Start at {@link io.howdah.bench.load.login.Target}.
 */
package io.howdah.bench.load.login;
