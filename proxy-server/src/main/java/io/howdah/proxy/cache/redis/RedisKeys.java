package io.howdah.proxy.cache.redis;

import io.howdah.config.RedisSettings;
import io.lettuce.core.cluster.SlotHash;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Names of keys and channels. They begin with the prefix, in a cluster with the prefix in braces: then all keys are in one slot, and
 * so on one server.
 */
public final class RedisKeys {

    private final byte[] prefix;
    private final byte[] channelPrefix;

    public RedisKeys(RedisSettings settings) {
        String start = settings.kind() == RedisSettings.Kind.CLUSTER ? "{" + settings.prefix() + "}" : settings.prefix();
        this.prefix = start.getBytes(StandardCharsets.UTF_8);
        // The keys of a database of Redis are its own, but channels belong to all databases.
        String channels = settings.database() == 0 ? start : start + settings.database() + ":";
        this.channelPrefix = channels.getBytes(StandardCharsets.UTF_8);
    }

    /** The key that ends with these bytes. */
    public byte[] key(byte[] end) {
        return joined(prefix, end);
    }

    /** The key that ends with this text. */
    public byte[] key(String end) {
        return key(end.getBytes(StandardCharsets.UTF_8));
    }

    /** The channel that ends with this text. */
    public byte[] channel(String end) {
        return joined(channelPrefix, end.getBytes(StandardCharsets.UTF_8));
    }

    /** The slot of all keys, in a cluster. */
    int slot() {
        return SlotHash.getSlot(prefix);
    }

    private static byte[] joined(byte[] start, byte[] end) {
        ByteArrayOutputStream both = new ByteArrayOutputStream(start.length + end.length);
        both.writeBytes(start);
        both.writeBytes(end);
        return both.toByteArray();
    }
}
