package io.howdah.proxy.cache.control;

import io.howdah.config.CacheMode;
import io.howdah.config.CacheSettings;
import io.howdah.config.RedisSettings;
import io.howdah.proxy.cache.Others;
import io.howdah.proxy.cache.ResultCache;
import io.howdah.proxy.cache.share.SharedCache;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Couples the result cache with those of other Howdahs, as the configuration says. */
public final class CacheSharing implements AutoCloseable {

    private final ResultCache cache;
    private final Consumer<String> orders;
    private Optional<RedisSettings> by = Optional.empty();
    private CacheMode mode = CacheMode.OFF;
    private @Nullable SharedCache shared;

    /** @param orders carries out an operator's order that was given at another Howdah */
    public CacheSharing(ResultCache cache, Consumer<String> orders) {
        this.cache = cache;
        this.orders = orders;
    }

    /** Puts other settings in force, before the cache has them. Any thread may call; one at a time. */
    public synchronized void configure(CacheSettings next) {
        Optional<RedisSettings> wanted = next.mode() == CacheMode.OFF ? Optional.empty() : next.redis();
        if (wanted.equals(by) && next.mode() == mode) {
            return;
        }
        SharedCache before = shared;
        by = wanted;
        mode = next.mode();
        shared = wanted.map(redis -> new SharedCache(cache, redis, next.mode() == CacheMode.WRITES, name(), orders)).orElse(null);
        cache.shareWith(shared == null ? Others.NOBODY : shared);
        cache.lookBehind(shared == null ? null : shared.level());
        if (before != null) {
            before.close();
        }
    }

    /** For people: the host and the process. */
    private static String name() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            host = "?";
        }
        return host + "/" + ProcessHandle.current().pid();
    }

    /** Says good-bye to the others. To be called when there is no client any more. */
    @Override
    public synchronized void close() {
        cache.shareWith(Others.NOBODY);
        cache.lookBehind(null);
        if (shared != null) {
            shared.close();
            shared = null;
        }
    }
}
