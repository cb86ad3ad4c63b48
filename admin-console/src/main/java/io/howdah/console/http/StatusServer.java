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
import org.jspecify.annotations.Nullable;

/**
 * The HTTP endpoint. It has its own listener and threads, so a reader costs the pooler's event loops only the question itself. It
 * limits the connections, the size of a request, the time for a request to come, the time for its answer, and the requests at one
 * time.
 */
public final class StatusServer implements AutoCloseable {

    /**
     * The limits; a test sets smaller ones.
     *
     * @param requests at one time; one more gets 503
     * @param requestMillis for a request to come
     * @param idleMillis from an answer to the next request
     * @param answerMillis for an answer to be made and taken
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

    private StatusServer(InetSocketAddress address, StatusPages pages, Limits limits, Supplier<Guard> guard,
            Supplier<@Nullable SslContext> tls) {
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
                // One request at a time: RequestHandler reads the next request after the answer.
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        SslContext now = tls.get();
                        if (now != null) {
                            channel.pipeline().addLast(now.newHandler(channel.alloc()));
                        }
                        channel.pipeline().addLast(new HttpServerCodec(bounds), new FlowControlHandler(),
                                new RequestHandler(pages, work, connections, limits, guard));
                    }
                })
                .bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            close();
            throw new UncheckedIOException(new IOException(
                    "cannot listen on " + address.getHostString() + ":" + address.getPort() + ": " + bound.cause().getMessage(),
                    bound.cause()));
        }
        listener = bound.channel();
    }

    /**
     * Listens and answers from now on.
     *
     * @param guard asked at each request
     * @param tls asked at each connection; null for plain HTTP
     * @throws UncheckedIOException if the address cannot be bound; then nothing is left open
     */
    public static StatusServer start(InetSocketAddress address, StatusPages pages, Supplier<Guard> guard,
            Supplier<@Nullable SslContext> tls) {
        return new StatusServer(address, pages, Limits.USUAL, guard, tls);
    }

    static StatusServer start(InetSocketAddress address, StatusPages pages, Limits limits) {
        return new StatusServer(address, pages, limits, () -> Guard.NONE, () -> null);
    }

    /**
     * The TLS context.
     *
     * @param certificate PEM, followed by its chain
     * @param key PEM, PKCS 8
     * @throws UncheckedIOException if the files cannot be used
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

    /** The address with the port in use. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    /** Closes the listener and all connections; returns at once. */
    @Override
    public void close() {
        work.shutdownNow();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
