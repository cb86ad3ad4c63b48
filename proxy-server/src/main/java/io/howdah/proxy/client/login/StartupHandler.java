package io.howdah.proxy.client.login;

import io.howdah.protocol.ProtocolVersion;
import io.howdah.protocol.ProtocolViolationException;
import io.howdah.protocol.RequestCode;
import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.frontend.CancelRequest;
import io.howdah.protocol.frontend.StartupMessage;
import io.howdah.proxy.auth.ClientOrigin;
import io.howdah.proxy.client.ClientIdentity;
import io.howdah.proxy.proxied.ProxyHeader;
import io.howdah.proxy.stream.ByteBufs;
import io.howdah.proxy.stream.EarlyBytes;
import io.howdah.proxy.stream.Outlet;
import io.howdah.proxy.tls.TlsFacts;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the untyped packets at the beginning of a connection: requests for encryption, a cancel request, or the start-up packet
 * (PostgreSQL's {@code ProcessStartupPacket}). Leaves the pipeline after the start-up packet.
 */
final class StartupHandler extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(StartupHandler.class);

    /** MAX_STARTUP_PACKET_LENGTH of PostgreSQL, 10,000 bytes, and the length word. */
    private static final int MAX_LENGTH = StartupMessage.MAX_LENGTH + 4;

    /** ContentType handshake of a TLS record. */
    private static final byte TLS_HANDSHAKE = 0x16;

    private final LoginSteps connection;
    private final LoginBytes pendingBytes;
    private @Nullable ByteBuf pending;
    private boolean sslAsked;
    private boolean gssAsked;
    private boolean over;

    StartupHandler(LoginSteps connection) {
        this.connection = connection;
        this.pendingBytes = connection.bytes();
    }

    @Override
    public void channelRegistered(ChannelHandlerContext context) {
        connection.begin();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (over) {
            ((ByteBuf) message).release();
            return;
        }
        ByteBuf before = pending;
        pending = null;
        pending = ByteBufs.joined(context.alloc(), before, (ByteBuf) message);
        if (isDirectTls(context, pending)) {
            beginDirectTls(context, pending);
            return;
        }
        while (pending != null && pending.readableBytes() >= 8) {
            int index = pending.readerIndex();
            int length = pending.getInt(index);
            if (length < 8 || length > MAX_LENGTH) {
                throw new ProtocolViolationException(ProxyHeader.beginsWith(length)
                        ? "invalid startup packet: a PROXY header, from an address that is not in proxy_protocol_networks"
                        : "invalid length of startup packet: " + length + " (expected: 8 to " + MAX_LENGTH + ")");
            }
            if (pending.readableBytes() < length) {
                break;
            }
            ByteBuf packet = pending.slice(index + 4, length - 4);
            pending.skipBytes(length);
            if (!packet(context, packet, pending)) {
                over = true;
                return;
            }
        }
        if (pending != null) {
            pending = pendingBytes.kept(pending);
            over = pending == null;
        }
    }

    /** Whether the connection begins with a TLS handshake ({@code ProcessSSLStartup} of PostgreSQL). */
    private boolean isDirectTls(ChannelHandlerContext context, ByteBuf first) {
        return !sslAsked && !gssAsked && first.isReadable() && first.getByte(first.readerIndex()) == TLS_HANDSHAKE
                && connection.tls().isOffered() && !ClientOrigin.isUnix(context.channel());
    }

    /** @return whether another packet may follow */
    private boolean packet(ChannelHandlerContext context, ByteBuf packet, ByteBuf behind) {
        int code = packet.getInt(packet.readerIndex());
        switch (code) {
            case RequestCode.SSL:
                require(!sslAsked, "SSLRequest sent twice");
                sslAsked = true;
                if (connection.tls().isOffered() && !ClientOrigin.isUnix(context.channel())) {
                    return beginTls(context, behind);
                }
                return refuseEncryption(context, behind, "SSL");
            case RequestCode.GSSENC:
                require(!gssAsked, "GSSENCRequest sent twice");
                gssAsked = true;
                return refuseEncryption(context, behind, "GSSAPI encryption");
            case RequestCode.CANCEL:
                cancel(context, packet);
                return false;
            default:
                startup(context, packet, behind, code);
                return false;
        }
    }

    /** Handles a cancel request, which gets no answer even if it is malformed. */
    private void cancel(ChannelHandlerContext context, ByteBuf packet) {
        CancelRequest request;
        try {
            request = CancelRequest.read(packet);
        } catch (ProtocolViolationException e) {
            LOG.info("C-{}: closing because: {}", ClientIdentity.addressOf(context.channel()), e.getMessage());
            context.close();
            return;
        }
        connection.cancel(request);
    }

    /**
     * Refuses encryption. Bytes behind the request are unencrypted and sent before the answer: an attacker may have put them
     * there.
     */
    private boolean refuseEncryption(ChannelHandlerContext context, ByteBuf behind, String what) {
        require(!behind.isReadable(), "received unencrypted data after " + what + " request");
        behind.release();
        pending = null;
        Outlet out = Outlet.of(context.channel());
        out.write(context.alloc().directBuffer(1).writeByte('N'));
        out.flush();
        return true;
    }

    /**
     * Begins TLS after an SSLRequest. Bytes behind the request are as suspicious as in {@link #refuseEncryption}
     * (CVE-2021-3935): the client would take the answer to them for one to its own encrypted words.
     */
    private boolean beginTls(ChannelHandlerContext context, ByteBuf behind) {
        require(!behind.isReadable(), "received unencrypted data after SSL request");
        behind.release();
        pending = null;
        gssAsked = true; // One kind of encryption is enough.
        Outlet out = Outlet.of(context.channel());
        out.write(context.alloc().directBuffer(1).writeByte('S'));
        out.flush();
        context.pipeline().addFirst("tls", connection.tls().opening(false));
        return true;
    }

    /** Begins TLS without an SSLRequest. The first bytes go to the new handler, which is the first of the pipeline. */
    private void beginDirectTls(ChannelHandlerContext context, ByteBuf first) {
        pending = null;
        pendingBytes.gone();
        sslAsked = true;
        gssAsked = true;
        context.pipeline().addFirst("tls", connection.tls().opening(true));
        context.pipeline().fireChannelRead(first);
    }

    private void startup(ChannelHandlerContext context, ByteBuf packet, ByteBuf behind, int version) {
        if (ProtocolVersion.major(version) != 3) {
            LoginReplies.fail(context.channel(), ErrorResponse.of("FATAL", SqlState.FEATURE_NOT_SUPPORTED,
                    "unsupported frontend protocol " + ProtocolVersion.toString(version) + ": server supports 3.0 to 3.2"));
            return;
        }
        if (connection.tls().isRequired() && !ClientOrigin.isUnix(context.channel())
                && TlsFacts.of(context.channel()) == null) {
            LoginReplies.fail(context.channel(), ErrorResponse.of("FATAL", SqlState.INVALID_AUTHORIZATION, "SSL required"));
            return;
        }
        ClientStartup startup = connection.read(packet);
        if (startup.user().isEmpty()) {
            LoginReplies.fail(context.channel(),
                    ErrorResponse.of("FATAL", SqlState.INVALID_AUTHORIZATION, "no username supplied"));
            return;
        }
        // A trust client may send its first query right behind the start-up packet. A client that must answer a password request
        // may not: the pooler has sent no request yet.
        pending = null;
        connection.startup(context, startup);
        if (!behind.isReadable() || !context.isRemoved()) {
            behind.release();
        } else if (context.channel().pipeline().last() instanceof LoginHandler login && !login.hasSucceeded()) {
            behind.release();
            connection.failed(context,
                    new ProtocolViolationException("received data after the startup packet, before any was asked for"), LOG);
        } else {
            EarlyBytes.give(context.channel(), behind);
        }
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new ProtocolViolationException(message);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        connection.closedBeforeLogin();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        over = true;
        connection.failed(context, cause, LOG);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (pending != null) {
            pending.release();
            pending = null;
        }
        pendingBytes.gone();
    }
}
