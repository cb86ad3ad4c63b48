package io.howdah.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes reach a handler straight or through the pipeline; the other events of real sockets reach it too. */
@Timeout(120)
class InletTest {

    private static final int BUFFER = ReceiveBuffers.CAPACITY;

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final AtomicInteger received = new AtomicInteger();
    private final AtomicInteger outOfOrder = new AtomicInteger();
    private MultiThreadIoEventLoopGroup group;
    private ServerSocket listener;
    private Channel channel;
    private Socket peer;

    /** Checks that bytes count up from 0, and notes each event. */
    private class Counting extends InletHandler {

        private final String name;
        private final boolean waits;
        private Consumer<Channel> onBytes = nothing -> {};
        private Channel own;

        Counting(String name) {
            this(name, handlersWait());
        }

        Counting(String name, boolean waits) {
            this.name = name;
            this.waits = waits;
        }

        @Override
        protected boolean waitsForOthers() {
            return waits;
        }

        @Override
        protected void received(ByteBuf bytes) {
            String way = StackWalker.getInstance().walk(
                    frames -> frames.anyMatch(
                            frame -> frame.getClassName().equals(Inlet.class.getName()) && frame.getMethodName().equals("read")))
                                    ? "straight" : "through the pipeline";
            int length = bytes.readableBytes();
            while (bytes.isReadable()) {
                if (bytes.readByte() != (byte) received.getAndIncrement()) {
                    outOfOrder.incrementAndGet();
                }
            }
            bytes.release();
            told.add(name + length + " " + way);
            onBytes.accept(own == null ? channel : own);
        }

        @Override
        protected void readComplete() {
            told.add(name + "complete");
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            told.add(name + (cause instanceof IOException ? "IOException" : cause.getMessage()));
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            told.add(name + "inactive");
        }
    }

    /** Whether the handlers of these cases wait for others. */
    boolean handlersWait() {
        return false;
    }

    @BeforeAll
    static void onLinux() {
        assumeTrue(Epoll.isAvailable());
    }

    @BeforeEach
    void listen() throws Exception {
        group = new MultiThreadIoEventLoopGroup(1, Inlets.with(EpollIoHandler.newFactory()));
        listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws Exception {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        peer.close();
        listener.close();
    }

    private Counting connect() throws Exception {
        Counting handler = new Counting("");
        channel = connect(handler);
        peer = listener.accept();
        peer.setTcpNoDelay(true);
        return handler;
    }

    private Channel connect(ChannelInboundHandlerAdapter... handlers) throws Exception {
        Channel connected = new Bootstrap().group(group).channel(EpollSocketChannel.class)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new ReceiveBuffers())
                .handler(new ChannelInboundHandlerAdapter()).register().sync().channel();
        onLoop(() -> {
            connected.pipeline().removeFirst();
            connected.pipeline().addLast(handlers);
        });
        connected.connect(listener.getLocalSocketAddress()).sync();
        return connected;
    }

    private void onLoop(Runnable task) throws Exception {
        group.submit(task).get();
    }

    private void send(int from, int length) throws Exception {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (from + i);
        }
        peer.getOutputStream().write(bytes);
    }

    private String told() throws Exception {
        return told.take();
    }

    private List<String> toldInactive() throws Exception {
        List<String> before = new ArrayList<>();
        for (String word = told(); !word.equals("inactive"); word = told()) {
            before.add(word);
        }
        return before;
    }

    private void toldOf(int bytes) throws Exception {
        int sum = 0;
        while (sum < bytes) {
            String word = told();
            sum += Character.isDigit(word.charAt(0)) ? Integer.parseInt(word.substring(0, word.indexOf(' '))) : 0;
        }
        assertThat(sum).isEqualTo(bytes);
        assertThat(outOfOrder).hasValue(0);
    }

    private interface Task {
        void run() throws Exception;
    }

    /** Keeps the loop busy until the task has returned, so that the loop reads no socket meanwhile. */
    private void whileLoopIsBusy(Task task) throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        CompletableFuture<Void> busy = new CompletableFuture<>();
        group.execute(() -> {
            busy.complete(null);
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        busy.get();
        task.run();
        go.countDown();
    }

    @Test
    @DisplayName("what fits a buffer comes straight, and each time is said to be all")
    void straight() throws Exception {
        connect();
        send(0, 10);
        assertThat(told()).isEqualTo("10 straight");
        assertThat(told()).isEqualTo("complete");
        send(10, 1);
        assertThat(told()).isEqualTo("1 straight");
        assertThat(told()).isEqualTo("complete");
        assertThat(outOfOrder).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {BUFFER - 1, BUFFER, BUFFER + 1, 5 * BUFFER, 40 * BUFFER + 7})
    @DisplayName("all of what is longer than a buffer comes, in order, and at the end it is said to be all")
    void longer(int length) throws Exception {
        connect();
        whileLoopIsBusy(() -> CompletableFuture.runAsync(() -> {
            try {
                send(0, length);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }));
        toldOf(length);
        assertThat(told()).isEqualTo("complete");
        assertThat(told).isEmpty();
    }

    @Test
    @DisplayName("a read that fills its buffer is followed by the next at once")
    void fillsItsBuffer() throws Exception {
        connect();
        whileLoopIsBusy(() -> send(0, BUFFER + 1));
        assertThat(told()).isEqualTo(BUFFER + " straight");
        assertThat(told()).isEqualTo("1 through the pipeline");
        assertThat(told()).isEqualTo("complete");
    }

    @Test
    @DisplayName("the end of the stream comes after its last bytes")
    void end() throws Exception {
        connect();
        whileLoopIsBusy(() -> {
            send(0, 3);
            peer.close();
        });
        toldOf(3);
        toldInactive();
        onLoop(() -> assertThat(Inlets.count()).as("nothing is kept of a closed channel").isZero());
    }

    @Test
    @DisplayName("a connection reset by its peer ends")
    void reset() throws Exception {
        connect();
        peer.setSoLinger(true, 0);
        peer.close();
        toldInactive();
    }

    @Test
    @DisplayName("what a handler throws comes to itself, and it hears that this was all")
    void failure() throws Exception {
        connect().onBytes = nothing -> {
            throw new IllegalStateException("bad");
        };
        send(0, 1);
        assertThat(told()).isEqualTo("1 straight");
        assertThat(told()).isEqualTo("bad");
        assertThat(told()).isEqualTo("complete");
        send(1, 1);
        assertThat(told()).isEqualTo("1 straight");
    }

    @Test
    @DisplayName("a handler that wants no more gets no more, until it does")
    void noMore() throws Exception {
        connect().onBytes = own -> own.config().setAutoRead(false);
        send(0, 1);
        assertThat(told()).isEqualTo("1 straight");
        assertThat(told()).isEqualTo("complete");
        send(1, 1);
        onLoop(() -> {});
        onLoop(() -> {});
        assertThat(told).isEmpty();

        channel.config().setAutoRead(true);
        assertThat(told()).isEqualTo("1 straight");
    }

    @Test
    @DisplayName("reading stopped by another thread stops after one read at most, as Netty does it")
    void noMoreByAnotherThread() throws Exception {
        connect();
        send(0, 1);
        assertThat(told()).isEqualTo("1 straight");
        assertThat(told()).isEqualTo("complete");
        channel.config().setAutoRead(false);
        send(1, 1);
        assertThat(told()).isEqualTo("1 through the pipeline");
        assertThat(told()).isEqualTo("complete");
        send(2, 1);
        onLoop(() -> {});
        onLoop(() -> {});
        assertThat(told).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, BUFFER, 3 * BUFFER})
    @DisplayName("a handler may close its channel over what it got: it hears no more of it")
    void closes(int length) throws Exception {
        connect().onBytes = Channel::close;
        send(0, length);
        assertThat(told()).endsWith("straight");
        assertThat(toldInactive()).contains("complete")
                .noneMatch(word -> word.contains("straight") || word.contains("pipeline") || word.contains("IOException"));
    }

    @Test
    @DisplayName("a handler may be replaced over what it got: the next bytes are its successor's")
    void replaced() throws Exception {
        Counting successor = new Counting("successor ");
        Counting first = connect();
        first.onBytes = own -> own.pipeline().replace(first, "successor", successor);
        send(0, 1);
        assertThat(told()).isEqualTo("1 straight");
        assertThat(told()).isEqualTo("successor complete");
        send(1, 1);
        assertThat(told()).isEqualTo("successor 1 straight");
    }

    @Test
    @DisplayName("who waits for others is served after those of the same turn that do not, whoever's bytes came first")
    void afterOthers() throws Exception {
        channel = connect(new Counting("waits ", true));
        peer = listener.accept();
        connect(new Counting("first ", false));
        try (Socket otherPeer = listener.accept()) {
            for (List<Socket> order : List.of(List.of(peer, otherPeer), List.of(otherPeer, peer))) {
                whileLoopIsBusy(() -> order.forEach(InletTest::write));
                assertThat(List.of(told(), told(), told(), told()))
                        .containsExactly("first 1 straight", "first complete", "waits 1 straight", "waits complete");
            }
        }
    }

    @Test
    @DisplayName("who waits is served after those too whose bytes come while others are being served")
    void afterLaterOthers() throws Exception {
        channel = connect(new Counting("waits ", true));
        peer = listener.accept();
        Counting first = new Counting("first ", false);
        connect(first);
        try (Socket firstPeer = listener.accept()) {
            connect(new Counting("later ", false));
            try (Socket laterPeer = listener.accept()) {
                first.onBytes = own -> write(laterPeer);
                whileLoopIsBusy(() -> {
                    write(peer);
                    write(firstPeer);
                });
                assertThat(List.of(told(), told(), told(), told(), told(), told())).containsExactly("first 1 straight",
                        "first complete",
                        "later 1 straight", "later complete", "waits 1 straight", "waits complete");
            }
        }
    }

    private static void write(Socket sender) {
        try {
            sender.getOutputStream().write(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, true"})
    @DisplayName("bytes for a connection that another one's handler has just closed are not read")
    void closedByAnother(boolean firstWaits, boolean secondWaits) throws Exception {
        Counting first = new Counting("a ", firstWaits);
        Counting second = new Counting("b ", secondWaits);
        channel = connect(first);
        peer = listener.accept();
        Channel other = connect(second);
        first.own = channel;
        second.own = other;
        first.onBytes = own -> other.close();
        second.onBytes = own -> channel.close();
        try (Socket otherPeer = listener.accept()) {
            whileLoopIsBusy(() -> {
                peer.getOutputStream().write(1);
                otherPeer.getOutputStream().write(1);
            });
            String one = told().substring(0, 2);
            onLoop(() -> {});
            onLoop(() -> {});
            assertThat(told).contains(one + "complete").noneMatch(word -> !word.startsWith(one) && !word.endsWith("inactive"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("a new connection with the descriptor of one that was closed in the same turn gets none of its events")
    void descriptorUsedAgain(boolean reset) throws Exception {
        CompletableFuture<ChannelFuture> connecting = new CompletableFuture<>();
        Counting first = new Counting("a ", false);
        Counting second = new Counting("b ", false);
        channel = connect(first);
        peer = listener.accept();
        Channel other = connect(second);
        Socket otherPeer = listener.accept();
        first.onBytes = nothing -> connecting.complete(connectInsteadOf(other));
        second.onBytes = nothing -> connecting.complete(connectInsteadOf(channel));
        whileLoopIsBusy(() -> {
            for (Socket one : List.of(peer, otherPeer)) {
                one.getOutputStream().write(1);
                one.setSoLinger(reset, 0);
                one.shutdownOutput();
            }
        });
        Channel connected = connecting.get().sync().channel();
        try (Socket newPeer = listener.accept()) {
            newPeer.getOutputStream().write(1);
            String word = told();
            while (!word.startsWith("new ")) {
                word = told();
            }
            assertThat(word).isEqualTo("new 1 straight");
            assertThat(connected.isActive()).isTrue();
            assertThat(told).noneMatch(later -> later.contains("Exception"));
        }
        otherPeer.close();
    }

    /** Closes the channel and begins to connect another one with its descriptor. */
    private ChannelFuture connectInsteadOf(Channel closed) {
        int descriptor = ((EpollSocketChannel) closed).fd().intValue();
        closed.close();
        List<EpollSocketChannel> others = new ArrayList<>();
        try {
            EpollSocketChannel next = new EpollSocketChannel();
            while (next.fd().intValue() != descriptor) {
                others.add(next); // A lower descriptor was free.
                next = new EpollSocketChannel();
            }
            EpollSocketChannel found = next;
            return new Bootstrap().group(group).channelFactory(() -> found)
                    .option(ChannelOption.RECVBUF_ALLOCATOR, new ReceiveBuffers()).handler(new Counting("new "))
                    .connect(listener.getLocalSocketAddress());
        } finally {
            others.forEach(one -> one.unsafe().closeForcibly());
        }
    }

    @Test
    @DisplayName("a handler behind another one gets what that one leaves it")
    void behindAnother() throws Exception {
        channel = connect(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                context.fireChannelRead(((ByteBuf) message).skipBytes(1));
            }
        }, new Counting(""));
        peer = listener.accept();
        OutputStream out = peer.getOutputStream();
        out.write(new byte[] {'X', 0, 1});
        assertThat(told()).isEqualTo("2 through the pipeline");
        assertThat(outOfOrder).hasValue(0);
    }
}
