/**
 * Prepared statements of the protocol, registered for each client and prepared on whichever server serves the client. Start at
 * {@link io.howdah.proxy.prepared.ClientStatements} and {@link io.howdah.proxy.prepared.ServerStatements}. Pure book-keeping, no
 * I/O.
 */
@NullMarked
package io.howdah.proxy.prepared;

import org.jspecify.annotations.NullMarked;
