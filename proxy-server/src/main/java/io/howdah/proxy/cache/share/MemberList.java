package io.howdah.proxy.cache.share;

import io.howdah.proxy.cache.redis.RedisEra;
import io.howdah.proxy.cache.redis.RedisKeys;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * The Howdahs of a group, as noted in Redis: a hash with a field for each of them, and one that says since when the list has been kept.
 * A Redis that was flushed or has started empty has lost the list. Who is alive notes itself again, but not who is cut off: a young list
 * may lack somebody. All is one key, so an eviction takes all of it or nothing.
 */
final class MemberList {

    private static final byte[] PRESENT = {'1'};
    private static final byte[] SINCE = "since".getBytes(StandardCharsets.US_ASCII);

    private final byte[] key;

    /**
     * Who is noted.
     *
     * @param ids of the instances
     * @param ageMillis since when the list has been kept; 0 if that is not known
     */
    record Noted(Collection<Long> ids, long ageMillis) {}

    MemberList(RedisKeys keys) {
        this.key = keys.key("members");
    }

    /** Notes an instance, perhaps once more: somebody may have flushed Redis. @return who is noted then */
    CompletionStage<Noted> join(RedisEra era, long id) {
        return era.timeMillis().thenCompose(now -> {
            era.noteIfAbsent(key, SINCE, Long.toString(now).getBytes(StandardCharsets.US_ASCII));
            era.note(key, field(id), PRESENT);
            return era.noted(key).thenApply(fields -> new Noted(ids(fields), ageMillis(fields, now)));
        });
    }

    /** Drops an instance. */
    CompletionStage<Void> drop(RedisEra era, long id) {
        return era.drop(key, field(id));
    }

    private static byte[] field(long id) {
        return ByteBuffer.allocate(Long.BYTES).putLong(id).array();
    }

    private static Collection<Long> ids(Map<byte[], byte[]> fields) {
        List<Long> ids = new ArrayList<>();
        for (byte[] field : fields.keySet()) {
            if (field.length == Long.BYTES) {
                ids.add(ByteBuffer.wrap(field).getLong());
            }
        }
        return ids;
    }

    private static long ageMillis(Map<byte[], byte[]> fields, long nowMillis) {
        for (Map.Entry<byte[], byte[]> field : fields.entrySet()) {
            if (Arrays.equals(field.getKey(), SINCE)) {
                try {
                    return Math.max(0, nowMillis - Long.parseLong(new String(field.getValue(), StandardCharsets.US_ASCII)));
                } catch (NumberFormatException e) {
                    return 0;
                }
            }
        }
        return 0;
    }
}
