package io.howdah.proxy.client.login;

import io.howdah.config.ProxyNetworks;
import io.howdah.proxy.loop.DescriptorReserve;
import io.howdah.proxy.loop.SocketOptions;
import io.howdah.proxy.stream.ReceiveBuffers;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts connections at a listening socket, prepares each one and gives it to a loop, as Netty's ServerBootstrap does. */
final class Acceptor extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);

    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(64 << 10, 256 << 10);

    /**
     * Pause after a failed accept. Usually the process has no file descriptors left, not even in reserve, and a retry at once
     * would keep the loop busy.
     */
    private static final int REST_SECONDS = 1;

    private final ReceiveBuffers buffers = new ReceiveBuffers();
    private final ClientListener listener;
    private final EventLoopGroup group;
    private final boolean unix;
    private boolean resting;
    private boolean looksLater;

    /** @param group has the loops among which the connections are spread */
    Acceptor(ClientListener listener, EventLoopGroup group, boolean unix) {
        this.listener = listener;
        this.group = group;
        this.unix = unix;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Channel channel = (Channel) message;
        try {
            ChannelConfig config = channel.config();
            config.setAllocator(PooledByteBufAllocator.DEFAULT);
            config.setRecvByteBufAllocator(buffers);
            config.setWriteBufferWaterMark(WATER_MARK);
            if (!unix) {
                SocketOptions.apply(channel, listener.settings().tcp(), listener.transport());
            }
            EventLoop loop = group.next();
            LoginConnection login = new LoginConnection(listener, listener.loop(loop), channel);
            if (isRelayed(channel)) {
                channel.pipeline().addLast("proxied", new ProxyHeaderHandler(login.bytes()));
            }
            channel.pipeline().addLast("startup", new StartupHandler(login));
            loop.register(channel);
        } catch (RuntimeException e) {
            LOG.warn("a connection from {} is dropped: {}", channel.remoteAddress(), e.toString());
            channel.unsafe().closeForcibly();
        }
        if (!listener.reserve().isOpen()) {
            rest(context.channel());
        }
    }

    private boolean isRelayed(Channel channel) {
        ProxyNetworks proxies = listener.settings().proxies();
        return unix ? proxies.unixSockets() : !proxies.ranges().isEmpty() && proxies.include(channel.remoteAddress());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!DescriptorReserve.isShortage(cause)) {
            LOG.warn("cannot accept connections at {} for {} s: {}", context.channel().localAddress(), REST_SECONDS,
                    cause.toString());
        } else if (listener.reserve().lend(cause, listener.places().connections())) {
            lookLater(context.channel());
            return; // The next attempt has a descriptor, and LoginPlaces refuses the client in words.
        }
        rest(context.channel());
    }

    private void rest(Channel socket) {
        resting = true;
        socket.config().setAutoRead(false);
        lookLater(socket);
    }

    /** The reserve takes back first what the listener would accept with. */
    private void lookLater(Channel socket) {
        if (looksLater) {
            return;
        }
        looksLater = true;
        socket.eventLoop().schedule(() -> {
            looksLater = false;
            boolean over = listener.reserve().takeBack();
            if (resting && listener.reserve().isOpen()) {
                resting = false;
                socket.config().setAutoRead(listener.isAccepting());
            }
            if (resting || !over) {
                lookLater(socket);
            }
        }, REST_SECONDS, TimeUnit.SECONDS);
    }
}
