package io.howdah.proxy.cache.share;

import io.howdah.proxy.cache.group.TableRef;
import io.howdah.proxy.cache.redis.RedisEra;
import io.howdah.proxy.cache.redis.RedisKeys;
import io.howdah.proxy.cache.redis.RedisLink;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A random token in Redis for the present state of each table. An answer in Redis holds the tokens that its reader has seen before it
 * asked PostgreSQL, and counts as long as they are still there. A writer removes the token after the transaction's end and before the
 * client hears of it; whoever looks next makes another. Nothing harmful comes of a token that Redis loses.
 *
 * <p>Tokens that could not be removed, for there was no connection, are removed before anything else on the next one. They are names
 * within one server process of Redis ({@code run_id}): after a failover or a restart there are no answers at all.
 */
final class TableTokens {

    private static final long DAY_MILLIS = 24L * 3_600 * 1_000;
    private static final int LENGTH = 12;
    private static final int TRIES = 3;

    private final RedisKeys keys;
    private final RedisLink link;
    private final SecureRandom random = new SecureRandom();
    private final Set<TableRef> owed = ConcurrentHashMap.newKeySet();
    private volatile @Nullable RedisEra ready;

    TableTokens(RedisKeys keys, RedisLink link) {
        this.keys = keys;
        this.link = link;
    }

    /** The name of a table's token on this server. */
    byte[] key(String serverId, TableRef table) {
        return keys.key(serverId + ":t:" + table.database() + ":" + table.oid());
    }

    /** These tables have been written. Any thread may call. */
    void remove(Collection<TableRef> tables) {
        for (int i = 0; i < TRIES; i++) {
            RedisEra era = link.era();
            if (era == null) {
                owed.addAll(tables);
                // A connection that has come meanwhile has not seen these.
                if (link.era() == null) {
                    return;
                }
                continue;
            }
            remove(era, tables);
            return;
        }
        owed.addAll(tables);
        link.reset("tokens of tables could not be removed");
    }

    private void remove(RedisEra era, Collection<TableRef> tables) {
        if (tables.isEmpty()) {
            return;
        }
        List<TableRef> sent = List.copyOf(tables);
        era.remove(sent.stream().map(table -> key(era.serverId(), table)).toList()).whenComplete((done, failure) -> {
            if (failure == null) {
                return;
            }
            owed.addAll(sent);
            // Redis has refused, or the connection is lost. A connection after that one removes them first.
            RedisEra now = link.era();
            if (now == era) {
                era.reset("tokens of tables could not be removed: " + failure.getMessage());
            } else if (now != null) {
                begin(now);
            }
        });
    }

    /** A connection has come: what is owed goes first. */
    void begin(RedisEra era) {
        List<TableRef> late = List.copyOf(owed);
        late.forEach(owed::remove);
        remove(era, late);
        ready = era;
    }

    /** The connection on which answers may be looked for: what was owed has been sent. Null if there is none. */
    @Nullable
    RedisEra ready() {
        RedisEra era = link.era();
        return era == ready ? era : null;
    }

    /** Makes a token for a table that has none. @return the token, once it is in Redis; null if somebody else was quicker */
    CompletionStage<byte @Nullable []> make(RedisEra era, TableRef table) {
        byte[] token = new byte[LENGTH];
        random.nextBytes(token);
        return era.setIfAbsent(key(era.serverId(), table), token, DAY_MILLIS).thenApply(isMine -> isMine ? token : null);
    }

    /** A name that nobody else uses. */
    byte[] name() {
        return ByteBuffer.allocate(Long.BYTES).putLong(random.nextLong()).array();
    }
}
