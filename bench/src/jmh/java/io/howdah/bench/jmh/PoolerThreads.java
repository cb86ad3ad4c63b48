package io.howdah.bench.jmh;

import io.howdah.proxy.NettyDefaults;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Makes JMH's threads Netty threads, like an event loop's. Only Netty's threads have the allocator's caches and recycled objects;
 * on other threads every buffer would cost more than in the pooler. The class also sets the pooler's Netty properties, because it
 * is the first class with Netty that JMH loads. JMH finds it by name ({@code jmh.executor.class}).
 */
public final class PoolerThreads extends ThreadPoolExecutor {

    static {
        NettyDefaults.apply();
    }

    /** JMH calls this constructor. */
    public PoolerThreads(int threads, String prefix) {
        super(threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), new DefaultThreadFactory(prefix, true));
    }
}
