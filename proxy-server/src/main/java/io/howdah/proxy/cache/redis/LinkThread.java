package io.howdah.proxy.cache.redis;

import io.lettuce.core.event.DefaultEventPublisherOptions;
import io.lettuce.core.event.Event;
import io.lettuce.core.event.EventBus;
import io.lettuce.core.event.EventPublisherOptions;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultEventLoopGroupProvider;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.DnsResolvers;
import io.lettuce.core.resource.EventLoopGroupProvider;
import io.lettuce.core.resource.NettyCustomizer;
import io.lettuce.core.resource.SocketAddressResolver;
import io.lettuce.core.resource.ThreadFactoryProvider;
import io.lettuce.core.resource.Transports;
import io.lettuce.core.tracing.Tracing;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.DefaultAddressResolverGroup;
import io.netty.util.Timer;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutorGroup;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Flux;

/**
 * The one thread of a link, and all that Lettuce asks for, on this thread: connections, timers, callbacks. So a link's state needs no
 * lock, and events come in their order. Lettuce's own defaults would be several threads, a timer that always ticks, and a resolver
 * of names of its own. The JDK's resolver blocks the thread, but only while there is no connection.
 */
final class LinkThread implements ClientResources {

    private final EventLoopGroupProvider loops;
    private final EventLoop loop;
    private final Timer timer;
    private final NettyCustomizer customizer;
    private final Open open;

    private LinkThread(EventLoopGroupProvider loops, EventLoop loop, Timer timer, NettyCustomizer customizer, Open open) {
        this.loops = loops;
        this.loop = loop;
        this.timer = timer;
        this.customizer = customizer;
        this.open = open;
    }

    static LinkThread start() {
        ThreadFactoryProvider threads = pool -> new DefaultThreadFactory("howdah-redis", true);
        EventLoopGroupProvider loops = new DefaultEventLoopGroupProvider(1, threads);
        EventLoop loop = loops.allocate(Transports.eventLoopGroupClass()).next();
        return new LinkThread(loops, loop, new LoopTimer(loop), new NettyCustomizer() {}, new Open());
    }

    /** The same thread for a connection that needs a handler of its own. */
    LinkThread with(NettyCustomizer ofConnection) {
        return new LinkThread(loops, loop, timer, ofConnection, open);
    }

    EventLoop loop() {
        return loop;
    }

    void opened() {
        open.connections++;
    }

    void closed() {
        open.connections--;
        if (open.isLast && open.connections == 0) {
            shutdown();
        }
    }

    /** The thread ends once all connections are closed: Lettuce releases a connection's buffer on this thread. */
    void end() {
        open.isLast = true;
        if (open.connections == 0) {
            shutdown();
        }
    }

    /** The connections of the thread, whatever state they are in. Belongs to the thread. */
    private static final class Open {
        private int connections;
        private boolean isLast;
    }

    @Override
    public Future<Boolean> shutdown() {
        return shutdown(0, Duration.ofSeconds(1).toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public Future<Boolean> shutdown(long quietPeriod, long timeout, TimeUnit timeUnit) {
        return loops.shutdown(quietPeriod, timeout, timeUnit);
    }

    @Override
    public EventLoopGroupProvider eventLoopGroupProvider() {
        return new Lent();
    }

    @Override
    public EventExecutorGroup eventExecutorGroup() {
        return loop;
    }

    @Override
    public int computationThreadPoolSize() {
        return 1;
    }

    @Override
    public int ioThreadPoolSize() {
        return 1;
    }

    @Override
    public Timer timer() {
        return timer;
    }

    @Override
    public NettyCustomizer nettyCustomizer() {
        return customizer;
    }

    @Override
    public AddressResolverGroup<?> addressResolverGroup() {
        return DefaultAddressResolverGroup.INSTANCE;
    }

    @Override
    public SocketAddressResolver socketAddressResolver() {
        return SocketAddressResolver.create(DnsResolvers.UNRESOLVED);
    }

    @Override
    public CommandLatencyRecorder commandLatencyRecorder() {
        return CommandLatencyRecorder.disabled();
    }

    @Override
    public EventPublisherOptions commandLatencyPublisherOptions() {
        return DefaultEventPublisherOptions.disabled();
    }

    @Override
    public EventBus eventBus() {
        return NoEvents.INSTANCE;
    }

    @Override
    public Tracing tracing() {
        return Tracing.disabled();
    }

    /** Lettuce does not reconnect: the link does. */
    @Override
    public Delay reconnectDelay() {
        return Delay.constant(Duration.ofDays(1));
    }

    @Override
    public Builder mutate() {
        throw new UnsupportedOperationException("a link has one thread");
    }

    /** Every connection gets the link's loop, and none ends it. */
    private final class Lent implements EventLoopGroupProvider {

        @Override
        public <T extends EventLoopGroup> T allocate(Class<T> type) {
            return type.cast(loop.parent());
        }

        @Override
        public int threadPoolSize() {
            return 1;
        }

        @Override
        public Future<Boolean> release(EventExecutorGroup group, long quietPeriod, long timeout, TimeUnit unit) {
            return loop.newSucceededFuture(true);
        }

        @Override
        public Future<Boolean> shutdown(long quietPeriod, long timeout, TimeUnit timeUnit) {
            return loop.newSucceededFuture(true);
        }
    }

    private enum NoEvents implements EventBus {
        INSTANCE;

        @Override
        public Flux<Event> get() {
            return Flux.never();
        }

        @Override
        public void publish(Event event) {
            // Nobody has subscribed.
        }
    }
}
