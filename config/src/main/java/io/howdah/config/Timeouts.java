package io.howdah.config;

import java.time.Duration;
import java.util.Objects;

/**
 * How long things may take. {@link Duration#ZERO} turns one off.
 *
 * @param queryWait a client may wait for a server connection
 * @param queryWaitNotify after this wait the client gets a notice that it is queued
 * @param query one query, measured at the client
 * @param transaction one transaction
 * @param idleTransaction a client may sit silent inside a transaction
 * @param clientIdle a client may sit silent outside a transaction
 * @param clientLogin from accepting a client to the end of its login
 * @param cancelWait a cancel request may wait for a connection to carry it
 * @param suspend SUSPEND may wait for buffers to drain
 * @param poolIdle a pool may stay without clients and servers before it is forgotten
 * @param autodbIdle a database made from {@code *} may stay unused before it is forgotten
 * @param shutdown an orderly shutdown may wait for transactions to end
 */
public record Timeouts(
        Duration queryWait,
        Duration queryWaitNotify,
        Duration query,
        Duration transaction,
        Duration idleTransaction,
        Duration clientIdle,
        Duration clientLogin,
        Duration cancelWait,
        Duration suspend,
        Duration poolIdle,
        Duration autodbIdle,
        Duration shutdown) {

    public Timeouts {
        Objects.requireNonNull(queryWait, "queryWait");
        Objects.requireNonNull(queryWaitNotify, "queryWaitNotify");
        Objects.requireNonNull(query, "query");
        Objects.requireNonNull(transaction, "transaction");
        Objects.requireNonNull(idleTransaction, "idleTransaction");
        Objects.requireNonNull(clientIdle, "clientIdle");
        Objects.requireNonNull(clientLogin, "clientLogin");
        Objects.requireNonNull(cancelWait, "cancelWait");
        Objects.requireNonNull(suspend, "suspend");
        Objects.requireNonNull(poolIdle, "poolIdle");
        Objects.requireNonNull(autodbIdle, "autodbIdle");
        Objects.requireNonNull(shutdown, "shutdown");
    }

    /** User over database over these. */
    Timeouts with(PoolOverrides database, PoolOverrides user) {
        return new Timeouts(
                user.queryWait().or(database::queryWait).orElse(queryWait),
                queryWaitNotify,
                user.query().or(database::query).orElse(query),
                user.transaction().or(database::transaction).orElse(transaction),
                user.idleTransaction().or(database::idleTransaction).orElse(idleTransaction),
                user.clientIdle().or(database::clientIdle).orElse(clientIdle),
                clientLogin,
                cancelWait,
                suspend,
                poolIdle,
                autodbIdle,
                shutdown);
    }
}
