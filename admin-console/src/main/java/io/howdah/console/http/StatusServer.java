package io.howdah.console.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;

/**
 * The HTTP endpoint: its own listener, its own threads, so that nobody who reads it costs the pooler's event loops more than the question
 * itself. Everything about it is bounded: connections, the size of a request, the time it may take to come and its answer to be taken,
 * and how many are answered at once.
 */
public final class StatusServer implements AutoCloseable {

    /**
     * What there may be; a test has less.
     *
     * @param requests being answered; one more is told 503
     * @param requestMillis a request may take to come
     * @param idleMillis nothing may come after an answer
     * @param answerMillis an answer may take to be made and to be taken
     */
    record Limits(int connections, int streams, int requests, long requestMillis, long idleMillis, long answerMillis) {

        static final Limits USUAL = new Limits(256, 32, 64, 10_000, 120_000, 30_000);
    }

    private static final int THREADS = 2;
    private static final int LONGEST_LINE = 4096;
    private static final int LONGEST_HEADERS = 16_384;

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("howdah-http", true), NioIoHandler.newFactory());
    private final ThreadPoolExecutor work = new ThreadPoolExecutor(THREADS, THREADS, 30, TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(), new DefaultThreadFactory("howdah-http-work", true));
    private final Channel listener;

    private StatusServer(InetSocketAddress address, StatusPages pages, Limits limits, Supplier<Guard> guard, SslContext tls) {
        work.allowCoreThreadTimeOut(true);
        Connections connections = new Connections(limits);
        HttpDecoderConfig bounds = new HttpDecoderConfig()
                .setMaxInitialLineLength(LONGEST_LINE)
                .setMaxHeaderSize(LONGEST_HEADERS)
                .setMaxChunkSize(LONGEST_LINE);
        ChannelFuture bound = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(32 << 10, 64 << 10))
                // One request at a time: the next is read when the answer has gone.
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        if (tls != null) {
                            channel.pipeline().addLast(tls.newHandler(channel.alloc()));
                        }
                        channel.pipeline().addLast(new HttpServerCodec(bounds), new FlowControlHandler(),
                                new RequestHandler(pages, work, connections, limits, guard));
                    }
                })
                .bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            close();
            throw new UncheckedIOException(new IOException(
                    "cannot listen on " + address.getHostString() + ":" + address.getPort() + ": " + bound.cause().getMessage(), bound.cause()));
        }
        listener = bound.channel();
    }

    /**
     * Listens; answers from now on.
     *
     * @param guard who may read, asked each time
     * @param tls null for plain HTTP
     * @throws UncheckedIOException where the address cannot be bound; nothing is left behind then
     */
    public static StatusServer start(InetSocketAddress address, StatusPages pages, Supplier<Guard> guard, SslContext tls) {
        return new StatusServer(address, pages, Limits.USUAL, guard, tls);
    }

    static StatusServer start(InetSocketAddress address, StatusPages pages, Limits limits) {
        return new StatusServer(address, pages, limits, () -> Guard.NONE, null);
    }

    /**
     * What TLS needs.
     *
     * @param certificate PEM, with those that vouch for it behind it
     * @param key PEM, PKCS 8
     * @throws UncheckedIOException where they cannot be used
     */
    public static SslContext tls(Path certificate, Path key) {
        try {
            return SslContextBuilder.forServer(certificate.toFile(), key.toFile()).sslProvider(SslProvider.JDK)
                    .protocols("TLSv1.3", "TLSv1.2").build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new UncheckedIOException(new IOException(
                    "http_tls_cert_file " + certificate + ", http_tls_key_file " + key + ": " + e.getMessage(), e));
        }
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    /** Ends it with all its connections; returns at once. */
    @Override
    public void close() {
        work.shutdownNow();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
