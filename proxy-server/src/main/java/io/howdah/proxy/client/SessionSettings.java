package io.howdah.proxy.client;

import io.howdah.proxy.ledger.Ledger;
import io.howdah.proxy.prepared.StatementRegistry;

/**
 * The settings that all sessions share.
 *
 * @param statements the texts of prepared statements
 * @param maxPacketSize largest message accepted from a client, in bytes
 * @param simpleQueryRefused disable_pqexec
 * @param ledger counts the memory that the pooler holds for clients
 * @param maxClientPreparedMemory bytes of named prepared statements that one client may have
 */
public record SessionSettings(StatementRegistry statements, int maxPacketSize, boolean simpleQueryRefused, Ledger ledger,
        long maxClientPreparedMemory) {}
