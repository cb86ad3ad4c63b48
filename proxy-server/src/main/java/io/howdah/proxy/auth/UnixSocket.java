package io.howdah.proxy.auth;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * A unix socket as a {@link Socket}, as far as pgjdbc needs it: the JDK has unix sockets only as channels. Reads honour the
 * timeout; TCP options have no effect. One reader and one writer at a time.
 */
final class UnixSocket extends Socket {

    private static final int BUFFER = 64 << 10;

    private final SocketChannel channel;
    private final Selector readable;
    private final Selector writable;
    private volatile int timeoutMillis;

    private UnixSocket(SocketChannel channel) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
        readable = channel.provider().openSelector();
        writable = channel.provider().openSelector();
        channel.register(readable, SelectionKey.OP_READ);
        channel.register(writable, SelectionKey.OP_WRITE);
    }

    static UnixSocket connect(String path) throws IOException {
        return new UnixSocket(SocketChannel.open(UnixDomainSocketAddress.of(path)));
    }

    private int read(byte[] bytes, int offset, int length) throws IOException {
        while (true) {
            int read = length == 0 ? 0 : channel.read(ByteBuffer.wrap(bytes, offset, length));
            if (read != 0 || length == 0) {
                return read;
            }
            if (!await(readable, timeoutMillis)) {
                throw new SocketTimeoutException("Read timed out");
            }
        }
    }

    private void write(byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes, offset, length);
        while (left.hasRemaining()) {
            if (channel.write(left) == 0) {
                await(writable, 0);
            }
        }
    }

    /** @return false if the time limit, if there is one, has passed */
    private static boolean await(Selector selector, int millis) throws IOException {
        int ready = selector.select(millis);
        selector.selectedKeys().clear();
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted while waiting for a unix socket");
        }
        return ready > 0 || millis == 0;
    }

    @Override
    public InputStream getInputStream() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return UnixSocket.this.read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return UnixSocket.this.read(bytes, offset, length);
            }

            @Override
            public void close() throws IOException {
                UnixSocket.this.close();
            }
        };
    }

    @Override
    public OutputStream getOutputStream() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                UnixSocket.this.write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                UnixSocket.this.write(bytes, offset, length);
            }

            @Override
            public void close() throws IOException {
                UnixSocket.this.close();
            }
        };
    }

    @Override
    public synchronized void close() throws IOException {
        channel.close();
        readable.close();
        writable.close();
    }

    @Override
    public boolean isClosed() {
        return !channel.isOpen();
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public synchronized void setSoTimeout(int millis) {
        timeoutMillis = millis;
    }

    @Override
    public synchronized int getSoTimeout() {
        return timeoutMillis;
    }

    @Override
    public int getSendBufferSize() {
        return BUFFER;
    }

    @Override
    public int getReceiveBufferSize() {
        return BUFFER;
    }

    @Override
    public void setTcpNoDelay(boolean on) {
        // An option of TCP.
    }

    @Override
    public void setKeepAlive(boolean on) {
        // An option of TCP.
    }
}
