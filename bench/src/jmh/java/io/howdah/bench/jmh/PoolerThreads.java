package io.howdah.bench.jmh;

import io.howdah.proxy.NettyDefaults;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads for JMH that are to Netty what an event loop's thread is: only those have the allocator's caches and recycled objects, so
 * that on others every buffer would cost what it does not cost in the pooler. Netty's switches are the pooler's too, set here because
 * this is the first class JMH loads that touches Netty. JMH makes it by name ({@code jmh.executor.class}).
 */
public final class PoolerThreads extends ThreadPoolExecutor {

    static {
        NettyDefaults.apply();
    }

    /** What JMH calls. */
    public PoolerThreads(int threads, String prefix) {
        super(threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), new DefaultThreadFactory(prefix, true));
    }
}
