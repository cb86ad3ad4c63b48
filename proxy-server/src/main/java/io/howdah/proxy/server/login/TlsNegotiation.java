package io.howdah.proxy.server.login;

import io.howdah.config.HostAddress;
import io.howdah.config.TlsSettings;
import io.howdah.protocol.RequestCode;
import io.howdah.proxy.tls.DamagedRecords;
import io.howdah.proxy.tls.ServerTls;
import io.howdah.proxy.tls.TlsFacts;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Asks a server for TLS, and waits for the end of the handshake (PostgreSQL manual, "SSL Session Encryption"). The channel is ready
 * to speak when the result completes, encrypted or not as the settings allow.
 */
final class TlsNegotiation extends ChannelInboundHandlerAdapter {

    private static final int SSL_REQUEST_LENGTH = 8;

    /** libpq's words. */
    private static final String CLOSED = "server closed the connection unexpectedly";

    private final ServerTls tls;
    private final TlsSettings settings;
    private final HostAddress host;
    private final CompletableFuture<Channel> result;
    private boolean encrypting;

    TlsNegotiation(ServerTls tls, TlsSettings settings, HostAddress host, CompletableFuture<Channel> result) {
        this.tls = tls;
        this.settings = settings;
        this.host = host;
        this.result = result;
    }

    /** The handshake, or what came before it, has failed: libpq's {@code prefer} goes on without TLS then. */
    static final class FailedException extends IOException {
        private static final long serialVersionUID = 1;

        private final boolean isFinal;

        private FailedException(String message, @Nullable Throwable cause, boolean isFinal) {
            super(message, cause);
            this.isFinal = isFinal;
        }

        /** Whether another attempt would fail in the same way, until somebody changes a setting or a certificate. */
        boolean isFinal() {
            return isFinal;
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        if (!context.channel().isActive()) {
            // The server has closed the connection before this handler came, so channelInactive will not tell.
            fail(context, CLOSED, null, false);
        } else if (settings.direct()) {
            encrypt(context);
        } else {
            context.writeAndFlush(
                    context.alloc().directBuffer(SSL_REQUEST_LENGTH).writeInt(SSL_REQUEST_LENGTH).writeInt(RequestCode.SSL));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf answer = (ByteBuf) message;
        int bytes = answer.readableBytes();
        byte first = bytes > 0 ? answer.readByte() : 0;
        answer.release();
        if (encrypting) {
            fail(context, "the server spoke before it was spoken to", null, false);
        } else if (first == 'S' && bytes == 1) {
            encrypt(context);
        } else if (first == 'N' && bytes == 1) {
            if (settings.mode().isRequired()) {
                fail(context, "server does not support SSL, but SSL was required", null, true);
            } else {
                ready(context);
            }
        } else if (first == 'S' || first == 'N') {
            // Somebody in between may have added bytes, which would count as the server's encrypted words (CVE-2021-23222).
            fail(context, "received unencrypted data after SSL response", null, true);
        } else {
            // The text of an error at this point may come from anybody, so nobody is shown it (CVE-2024-10977).
            fail(context, "server gave no valid answer to the SSL request", null, true);
        }
    }

    private void encrypt(ChannelHandlerContext context) {
        encrypting = true;
        CompletableFuture<Void> ready = tls.ready(settings);
        if (ready.isDone() && !ready.isCompletedExceptionally()) {
            handshake(context);
        } else {
            ready.whenCompleteAsync((nothing, problem) -> {
                if (problem != null) {
                    fail(context, TlsFacts.failure(problem), problem, true);
                } else if (!context.isRemoved()) {
                    handshake(context);
                }
            }, context.executor());
        }
    }

    private void handshake(ChannelHandlerContext context) {
        SslHandler handler = tls.handler(context.channel(), settings, host.host(), host.port());
        if (handler == null) {
            fail(context, "the TLS settings have changed", null, true);
            return;
        }
        context.pipeline().addFirst("tls", handler);
        DamagedRecords.watch(context.pipeline(), handler);
        handler.handshakeFuture().addListener(done -> {
            if (!done.isSuccess()) {
                fail(context, "TLS handshake failed: " + TlsFacts.failure(done.cause()), done.cause(),
                        context.channel().isActive());
                return;
            }
            String mistrust = ServerTls.mistrust(handler, settings, settings.direct(), host.host());
            if (mistrust == null) {
                ready(context);
            } else {
                fail(context, mistrust, null, true);
            }
        });
    }

    private void ready(ChannelHandlerContext context) {
        context.pipeline().remove(this);
        if (!result.complete(context.channel())) {
            context.close(); // Nobody waits any more.
        }
    }

    private void fail(ChannelHandlerContext context, String why, @Nullable Throwable cause, boolean isFinal) {
        result.completeExceptionally(new FailedException(why, cause, isFinal));
        context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        fail(context, CLOSED, null, false);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail(context, TlsFacts.failure(cause), cause, false);
    }
}
