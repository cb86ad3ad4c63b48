/**
 * The memory that the pooler holds for clients, by kind, with a limit for all clients together. Start at
 * {@link io.howdah.proxy.ledger.Ledger}. Code that holds bytes for a client counts them in one of its accounts; every package may
 * use it.
 */
@NullMarked
package io.howdah.proxy.ledger;

import org.jspecify.annotations.NullMarked;
