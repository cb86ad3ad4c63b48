package io.howdah.proxy.client;

import io.howdah.proxy.ledger.Ledger;
import io.howdah.proxy.prepared.StatementRegistry;

/**
 * What all sessions have in common.
 *
 * @param statements the texts of prepared statements
 * @param maxPacketSize largest message taken from a client, bytes
 * @param ledger what is held for clients is entered there
 * @param simpleQueryRefused disable_pqexec
 * @param maxClientPreparedMemory bytes of named prepared statements that one client may have
 */
public record SessionSettings(StatementRegistry statements, int maxPacketSize, boolean simpleQueryRefused, Ledger ledger,
        long maxClientPreparedMemory) {}
