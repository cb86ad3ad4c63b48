/**
 * The target of a load, and a client's login: TLS, startup packet, password. Start at {@link io.howdah.bench.load.login.Target}.
 */
@NullMarked
package io.howdah.bench.load.login;

import org.jspecify.annotations.NullMarked;
