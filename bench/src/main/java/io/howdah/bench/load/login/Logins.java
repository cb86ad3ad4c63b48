package io.howdah.bench.load.login;

import io.howdah.protocol.SqlState;
import io.howdah.proxy.loop.Transport;
import io.howdah.proxy.stream.ReceiveBuffers;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.net.InetSocketAddress;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Opens connections to one target and logs them in. Any thread may call it. */
public final class Logins {

    private static final int CONNECT_MILLIS = 30_000;

    private final Target target;
    private final InetSocketAddress address;
    private final @Nullable SslContext tls;
    private final SaltedKeys keys;

    /** @throws SSLException if this JDK lacks what TLS needs */
    public Logins(Target target) throws SSLException {
        this.target = target;
        this.address = new InetSocketAddress(target.host(), target.port());
        this.tls = context(target.tls());
        this.keys = new SaltedKeys(target.password());
    }

    private static @Nullable SslContext context(TlsUse use) throws SSLException {
        return switch (use) {
            case OFF -> null;
            case VERIFIED -> SslContextBuilder.forClient().build();
            case TRUST_ALL -> SslContextBuilder.forClient().trustManager(InsecureTrustManagerFactory.INSTANCE)
                    .endpointIdentificationAlgorithm(null).build();
        };
    }

    /**
     * Opens another connection.
     *
     * @param successor gets the connection after the login; its {@code handlerAdded} is then called
     * @param failure called on the loop if the login fails
     */
    public void connect(EventLoop loop, ChannelHandler successor, LoginFailure failure) {
        LoginHandler login = new LoginHandler(target, keys, successor, failure);
        ChannelHandler first = tls == null ? login : new TlsRequest(target, tls, login, failure);
        Bootstrap bootstrap = new Bootstrap();
        if (tls == null) {
            // The TLS decoder keeps incomplete records, and with them would keep a whole receive buffer.
            bootstrap.option(ChannelOption.RECVBUF_ALLOCATOR, new ReceiveBuffers());
        }
        bootstrap.group(loop)
                .channelFactory(() -> Transport.best().socket(address))
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(first);
                    }
                })
                .connect(address)
                .addListener(connected -> {
                    if (!connected.isSuccess()) {
                        failure.failed(SqlState.SQLCLIENT_UNABLE_TO_ESTABLISH.code(), connected.cause().getMessage());
                    }
                });
    }
}
