package io.howdah.console.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.util.ReferenceCountUtil;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection of the endpoint: reads a request, has the request's page answer it, and then reads the next request. */
final class RequestHandler extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(RequestHandler.class);

    private final StatusPages pages;
    private final Executor work;
    private final Connections connections;
    private final StatusServer.Limits limits;
    private final Supplier<Guard> guard;
    private @Nullable HttpRequest request;
    private @Nullable Future<?> deadline;
    private boolean streaming;
    /** Whether the connection waits for a request, or for the rest of one. */
    private boolean listening = true;

    RequestHandler(StatusPages pages, Executor work, Connections connections, StatusServer.Limits limits, Supplier<Guard> guard) {
        this.guard = guard;
        this.pages = pages;
        this.work = work;
        this.connections = connections;
        this.limits = limits;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (!connections.add(context.channel())) {
            context.close();
            return;
        }
        // The first request has to come soon; the next one may come later.
        closeAfter(context, limits.requestMillis());
        context.read();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        connections.remove(context.channel());
        stopClock();
        context.fireChannelInactive();
    }

    private void closeAfter(ChannelHandlerContext context, long millis) {
        stopClock();
        deadline = context.executor().schedule(() -> context.close(), millis, TimeUnit.MILLISECONDS);
    }

    private void stopClock() {
        if (deadline != null) {
            deadline.cancel(false);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (streaming) {
                context.close();
                return;
            }
            if (message instanceof HttpRequest begins) {
                request = begins;
                if (begins.decoderResult().isFailure()) {
                    refuse(context, StatusReply.text(400, "no request that can be read"));
                    return;
                }
                if (HttpUtil.isTransferEncodingChunked(begins) || HttpUtil.getContentLength(begins, 0L) != 0) {
                    refuse(context, StatusReply.text(413, "a request has no content here"));
                    return;
                }
            }
            if (message instanceof LastHttpContent) {
                listening = false;
                stopClock();
                connections.speaks(context.channel());
                answer(context);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (listening) {
            context.read();
        }
    }

    /** The request to be answered. */
    private HttpRequest request() {
        return Objects.requireNonNull(request);
    }

    private void answer(ChannelHandlerContext context) {
        HttpRequest request = request();
        HttpMethod method = request.method();
        if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
            refuse(context, StatusReply.text(405, "GET and HEAD alone").with("Allow", "GET, HEAD"));
            return;
        }
        String path;
        try {
            path = new QueryStringDecoder(request.uri()).path();
        } catch (IllegalArgumentException e) {
            refuse(context, StatusReply.text(400, "no path that can be read"));
            return;
        }
        Guard now = guard.get();
        String authorization = request.headers().get(HttpHeaderNames.AUTHORIZATION, "");
        boolean trusted = now.admits(authorization);
        if (!trusted && !pages.isOpen(path)) {
            reply(context, StatusReply.text(401, "not without a password or a token").with("WWW-Authenticate", now.challenge()));
            return;
        }
        Optional<StatusPage> page = pages.of(path);
        if (page.isEmpty()) {
            reply(context, StatusReply.text(404, "there is no such page"));
            return;
        }
        // A copy, for the page may read the headers after Netty has released the request.
        HttpHeaders headers = request.headers().copy();
        StatusRequest asked = new StatusRequest(path, trusted, headers::get);
        if (!connections.beginAnswer()) {
            reply(context, StatusReply.text(503, "too many requests at once").with("Retry-After", "1"));
            return;
        }
        closeAfter(context, limits.answerMillis());
        work.execute(() -> answer(context, page.get(), asked));
    }

    /** Runs on a worker thread. */
    private void answer(ChannelHandlerContext context, StatusPage page, StatusRequest asked) {
        try {
            page.answer(asked, work).whenCompleteAsync((reply, problem) -> answered(context,
                    problem == null ? Compression.apply(reply, asked) : failed(asked, problem)), work);
        } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
            answered(context, failed(asked, e));
        }
    }

    private void answered(ChannelHandlerContext context, StatusReply reply) {
        context.executor().execute(() -> {
            connections.endAnswer();
            reply(context, reply);
        });
    }

    private static StatusReply failed(StatusRequest asked, Throwable problem) {
        LOG.warn("no answer to {}", asked.path(), problem);
        return StatusReply.text(500, "the pooler could not answer; its log says why");
    }

    /** Answers, and takes no more requests from this connection. */
    private void refuse(ChannelHandlerContext context, StatusReply reply) {
        listening = false;
        stopClock();
        connections.speaks(context.channel());
        write(context, reply, false);
    }

    private void reply(ChannelHandlerContext context, StatusReply reply) {
        if (!context.channel().isActive()) {
            return;
        }
        Consumer<EventStream> events = reply.events();
        if (events != null) {
            stream(context, reply, events);
        } else {
            write(context, reply, HttpUtil.isKeepAlive(request()));
        }
    }

    private void write(ChannelHandlerContext context, StatusReply reply, boolean keep) {
        ByteBuf content = HttpMethod.HEAD.equals(request().method()) ? Unpooled.EMPTY_BUFFER
                : Unpooled.wrappedBuffer(reply.body());
        DefaultFullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(reply.status()), content);
        head(response, reply).set(HttpHeaderNames.CONTENT_LENGTH, reply.body().length);
        HttpUtil.setKeepAlive(response, keep);
        closeAfter(context, limits.answerMillis());
        ChannelFuture written = context.writeAndFlush(response);
        if (!keep) {
            written.addListener(ChannelFutureListener.CLOSE);
            return;
        }
        written.addListener(done -> {
            if (done.isSuccess()) {
                connections.isSilent(context.channel());
                closeAfter(context, limits.idleMillis());
                listening = true;
                context.read();
            } else {
                context.close();
            }
        });
    }

    private void stream(ChannelHandlerContext context, StatusReply reply, Consumer<EventStream> events) {
        if (HttpMethod.HEAD.equals(request().method()) || !connections.openStream()) {
            write(context, StatusReply.text(503, "too many streams"), false);
            return;
        }
        stopClock();
        streaming = true;
        HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        head(response, reply);
        HttpUtil.setTransferEncodingChunked(response, true);
        context.channel().closeFuture().addListener(closed -> connections.streamClosed());
        context.writeAndFlush(response);
        events.accept(new ChunkedEvents(context.channel()));
        // The client should send nothing more, but without a read Netty would not notice that it has gone.
        context.read();
    }

    private static HttpHeaders head(HttpResponse response, StatusReply reply) {
        HttpHeaders headers = response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, reply.type())
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .set("X-Content-Type-Options", "nosniff");
        reply.headers().forEach(headers::set);
        return headers;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable problem) {
        LOG.debug("a connection of the HTTP endpoint", problem);
        context.close();
    }
}
