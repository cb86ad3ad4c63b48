/**
 * What is held for clients, by kind, and how much of it all clients together may have. Start at {@link io.howdah.proxy.ledger.Ledger};
 * whoever holds bytes for a client has its account from here, and everybody may.
 */
package io.howdah.proxy.ledger;
