package io.howdah.config;

import java.time.Duration;
import java.util.Objects;

/**
 * The time limits. {@link Duration#ZERO} turns a limit off.
 *
 * @param queryWait a client's wait for a server connection
 * @param queryWaitNotify after this wait the client gets a notice
 * @param query one query, measured at the client
 * @param transaction one transaction
 * @param idleTransaction a client's silence inside a transaction
 * @param clientIdle a client's silence outside a transaction
 * @param clientLogin from accepting a client to the end of its login
 * @param cancelWait a cancel request's wait for a connection
 * @param suspend SUSPEND's wait for buffers to drain
 * @param poolIdle the pooler forgets a pool after so long without clients and servers
 * @param autodbIdle the pooler forgets a database made from {@code *} after so long without use
 * @param shutdown an orderly shutdown's wait for transactions to end
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

    /** Applies the overrides; the user's win over the database's. */
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
