package io.howdah.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bytes leave in order, on a real socket and on Netty's test channel. */
@Timeout(120)
class OutletTest {

    private MultiThreadIoEventLoopGroup group;
    private ServerSocket listener;
    private Channel channel;
    private Socket peer;
    private Outlet outlet;

    @BeforeEach
    void connect() throws Exception {
        assumeTrue(Epoll.isAvailable());
        group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        channel = new Bootstrap().group(group).channel(EpollSocketChannel.class).handler(new ChannelInboundHandlerAdapter())
                .option(ChannelOption.SO_SNDBUF, 16 << 10)
                .connect(listener.getLocalSocketAddress()).sync().channel();
        peer = listener.accept();
        outlet = Outlet.of(channel);
    }

    @AfterEach
    void close() throws Exception {
        if (group != null) {
            channel.close().sync();
            peer.close();
            listener.close();
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        }
    }

    @Test
    @DisplayName("one buffer, several before a flush, one again: all in order")
    void order() throws Exception {
        onLoop(() -> {
            outlet.write(bytes(0, 10));
            outlet.flush();
            outlet.write(bytes(10, 5));
            outlet.write(bytes(15, 5));
            outlet.write(bytes(20, 5));
            outlet.flush();
            outlet.flush();
            outlet.write(bytes(25, 75));
            assertThat(outlet.isEmpty()).isFalse();
            outlet.flush();
            assertThat(outlet.isEmpty()).isTrue();
        });
        assertReceived(100);
    }

    @Test
    @DisplayName("what the socket does not take waits, and what comes behind it stays behind it")
    void backPressure() throws Exception {
        int chunk = 300_000;
        int chunks = 40;
        onLoop(() -> {
            for (int i = 0; i < chunks; i++) {
                outlet.write(bytes(i * chunk, chunk));
                outlet.flush();
            }
            assertThat(channel.isWritable()).isFalse();
            assertThat(outlet.isEmpty()).as("nobody may close now").isFalse();
        });
        assertReceived(chunk * chunks);
    }

    @Test
    @DisplayName("a heap buffer has no address to send from, and arrives as well")
    void heapBuffer() throws Exception {
        onLoop(() -> {
            ByteBuf direct = bytes(0, 50);
            outlet.write(PooledByteBufAllocator.DEFAULT.heapBuffer().writeBytes(direct));
            direct.release();
            outlet.flush();
            outlet.write(bytes(50, 50));
            outlet.flush();
        });
        assertReceived(100);
    }

    @Test
    @DisplayName("a far end that has gone closes the channel; nothing leaks and nothing is thrown")
    void farEndGone() throws Exception {
        peer.setSoLinger(true, 0);
        peer.close();
        // A socket that was reset takes the first write or refuses it; the channel closes in either case.
        while (channel.isOpen()) {
            ByteBuf bytes = bytes(0, 10);
            onLoop(() -> {
                outlet.write(bytes);
                outlet.flush();
            });
            channel.closeFuture().await(10);
        }
        ByteBuf late = bytes(0, 10);
        onLoop(() -> {
            outlet.write(late);
            outlet.flush();
            outlet.release();
        });
        assertThat(late.refCnt()).isZero();
    }

    @Test
    @DisplayName("what was written and not flushed is given back at the end")
    void release() throws Exception {
        ByteBuf bytes = bytes(0, 10);
        onLoop(() -> {
            outlet.write(bytes);
            outlet.release();
            outlet.flush();
        });
        assertThat(bytes.refCnt()).isZero();
    }

    @Test
    @DisplayName("a channel that is no socket gets everything through its pipeline")
    void otherChannels() {
        EmbeddedChannel embedded = new EmbeddedChannel();
        Outlet plain = Outlet.of(embedded);
        plain.write(bytes(0, 3));
        assertThat((ByteBuf) embedded.readOutbound()).isNull();
        plain.flush();
        plain.write(bytes(3, 3));
        plain.write(bytes(6, 3));
        plain.flush();
        int next = 0;
        for (ByteBuf out = embedded.readOutbound(); out != null; out = embedded.readOutbound()) {
            while (out.isReadable()) {
                assertThat(out.readByte()).isEqualTo(at(next++));
            }
            out.release();
        }
        assertThat(next).isEqualTo(9);
        embedded.finishAndReleaseAll();
    }

    private void onLoop(Runnable task) throws Exception {
        channel.eventLoop().submit(task).sync();
    }

    private void assertReceived(int count) throws IOException {
        byte[] received = peer.getInputStream().readNBytes(count);
        for (int i = 0; i < count; i++) {
            if (received[i] != at(i)) {
                throw new AssertionError("byte " + i + " is " + received[i] + ", not " + at(i));
            }
        }
        assertThat(received).hasSize(count);
    }

    private static ByteBuf bytes(int from, int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = at(from + i);
        }
        // In one call: the leak detector records each call.
        return PooledByteBufAllocator.DEFAULT.directBuffer(count).writeBytes(bytes);
    }

    private static byte at(int index) {
        return (byte) (index % 251);
    }

    @Test
    @DisplayName("A handler that changes what is written gets every byte")
    void throughThePipeline() throws Exception {
        channel.pipeline().addLast(new ChannelOutboundHandlerAdapter() {
            @Override
            public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
                ByteBuf bytes = (ByteBuf) message;
                bytes.setByte(bytes.readerIndex(), '*');
                context.write(bytes, promise);
            }
        });
        Outlet changed = Outlet.of(channel);
        channel.eventLoop().submit(() -> {
            changed.write(channel.alloc().directBuffer().writeBytes("abc".getBytes(StandardCharsets.US_ASCII)));
            changed.flush();
        }).sync();
        assertThat(peer.getInputStream().readNBytes(3)).asString(StandardCharsets.US_ASCII).isEqualTo("*bc");
    }
}
