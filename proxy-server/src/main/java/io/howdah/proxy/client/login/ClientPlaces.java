package io.howdah.proxy.client.login;

import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.pool.PoolLimits;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * Counts the clients of each database and user, up to max_db_client_connections and max_user_client_connections. Any thread may
 * call.
 */
public final class ClientPlaces {

    private final PoolLimits limits;

    /** @param limits holds the counts */
    public ClientPlaces(PoolLimits limits) {
        this.limits = limits;
    }

    /**
     * Counts a client until its channel closes.
     *
     * @param ofDatabase how many clients the database may have; 0 for any number
     * @param ofUser how many clients the user may have; 0 for any number
     * @return the error if a limit is reached; else null
     */
    public @Nullable ErrorResponse take(Channel channel, String database, int ofDatabase, String user, int ofUser) {
        if (!limits.tryTake(PoolLimits.Kind.CLIENTS_OF_DATABASE, database, ofDatabase)) {
            return ErrorResponse
                    .of("FATAL", SqlState.TOO_MANY_CONNECTIONS, "client connections exceeded (max_db_client_connections)")
                    .withHint("Database \"" + database + "\" may have " + ofDatabase + " clients.");
        }
        if (!limits.tryTake(PoolLimits.Kind.CLIENTS_OF_USER, user, ofUser)) {
            limits.giveBack(PoolLimits.Kind.CLIENTS_OF_DATABASE, database);
            return ErrorResponse
                    .of("FATAL", SqlState.TOO_MANY_CONNECTIONS, "client connections exceeded (max_user_client_connections)")
                    .withHint("User \"" + user + "\" may have " + ofUser + " clients.");
        }
        channel.closeFuture().addListener(closed -> {
            limits.giveBack(PoolLimits.Kind.CLIENTS_OF_DATABASE, database);
            limits.giveBack(PoolLimits.Kind.CLIENTS_OF_USER, user);
        });
        return null;
    }
}
