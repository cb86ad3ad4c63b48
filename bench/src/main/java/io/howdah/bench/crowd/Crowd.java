package io.howdah.bench.crowd;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** All clients: first they log in, then, all at the same moment, they begin to ask. */
final class Crowd {

    /** Fewer than any listener's backlog, so that no connection is refused by the system. */
    private static final int LOGINS_AT_ONCE = 100;
    private static final int LARGEST_FRAME = 1 << 16;
    private static final int COMPLAINTS = 5;

    private final int port;
    private final String user;
    private final String database;
    private final int clients;
    private final int queries;
    private final Semaphore logins = new Semaphore(LOGINS_AT_ONCE);
    private final CountDownLatch loggedIn;
    private final CountDownLatch finished;
    private final AtomicLong answers = new AtomicLong();
    private final AtomicLong errors = new AtomicLong();
    private final List<String> complaints = new ArrayList<>();
    private final Histogram latencies = new ConcurrentHistogram(TimeUnit.MINUTES.toMicros(10), 3);

    Crowd(int port, String user, String database, int clients, int queries) {
        this.port = port;
        this.user = user;
        this.database = database;
        this.clients = clients;
        this.queries = queries;
        this.loggedIn = new CountDownLatch(clients);
        this.finished = new CountDownLatch(clients);
    }

    CrowdResult run(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try {
            long began = System.nanoTime();
            List<CrowdClient> all = connect(loops, end);
            boolean complete = loggedIn.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            long asked = System.nanoTime();
            if (complete) {
                all.forEach(CrowdClient::ask);
                complete = finished.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            }
            if (!complete) {
                complain("the deadline came first: " + loggedIn.getCount() + " clients not logged in, "
                        + finished.getCount() + " not finished");
            }
            long ended = System.nanoTime();
            synchronized (complaints) {
                return new CrowdResult(clients - (int) loggedIn.getCount(), answers.get(), errors.get(),
                        (asked - began) / 1e9, (ended - asked) / 1e9, latencies, List.copyOf(complaints));
            }
        } finally {
            loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).await(10, TimeUnit.SECONDS);
        }
    }

    private List<CrowdClient> connect(EventLoopGroup loops, long end) throws InterruptedException {
        Bootstrap bootstrap = new Bootstrap().group(loops).channel(NioSocketChannel.class).option(ChannelOption.TCP_NODELAY, true);
        List<CrowdClient> all = new ArrayList<>(clients);
        for (int number = 0; number < clients; number++) {
            if (!logins.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                break;
            }
            CrowdClient client = new CrowdClient(this, number, queries);
            all.add(client);
            bootstrap.clone().handler(new ChannelInitializer<Channel>() {
                @Override
                protected void initChannel(Channel channel) {
                    // Type byte, then a length that counts itself but not the type.
                    channel.pipeline().addLast(new LengthFieldBasedFrameDecoder(LARGEST_FRAME, 1, 4, -4, 0), client);
                }
            }).connect("127.0.0.1", port).addListener(connected -> {
                if (!connected.isSuccess()) {
                    client.failed(connected.cause().toString());
                }
            });
        }
        return all;
    }

    String user() {
        return user;
    }

    String database() {
        return database;
    }

    /** A client is in, or will never be. */
    void loginEnded() {
        logins.release();
        loggedIn.countDown();
    }

    void answered(long nanos) {
        answers.incrementAndGet();
        latencies.recordValue(TimeUnit.NANOSECONDS.toMicros(nanos));
    }

    /** A client has all its answers, or will never have them. */
    void clientEnded() {
        finished.countDown();
    }

    void complain(String complaint) {
        errors.incrementAndGet();
        synchronized (complaints) {
            if (complaints.size() < COMPLAINTS) {
                complaints.add(complaint);
            }
        }
    }
}
