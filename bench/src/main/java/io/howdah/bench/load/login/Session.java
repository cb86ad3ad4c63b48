package io.howdah.bench.load.login;

import io.howdah.protocol.frontend.Query;
import io.howdah.protocol.frontend.Terminate;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A connection on which the caller waits for each answer, for the work before and after a load. It speaks the simple protocol
 * only, because a pooler's console understands no other.
 */
public final class Session implements AutoCloseable {

    private final EventLoopGroup loop = Sockets.loops(1);
    private final Duration patience;
    private final SessionHandler handler = new SessionHandler();

    private Session(Duration patience) {
        this.patience = patience;
    }

    /**
     * Connects and logs in.
     *
     * @param patience for the login and for each query
     * @throws IOException if the login fails or takes longer
     */
    public static Session open(Target target, Duration patience) throws IOException, InterruptedException {
        Session session = new Session(patience);
        CompletableFuture<Channel> loggedIn = session.handler.loggedIn();
        new Logins(target).connect(session.loop.next(), session.handler,
                (sqlState, message) -> loggedIn.completeExceptionally(new IOException(target + ": " + sqlState + " " + message)));
        try {
            session.await(loggedIn);
            return session;
        } catch (IOException | InterruptedException e) {
            session.close();
            throw e;
        }
    }

    /**
     * Runs one statement.
     *
     * @throws IOException with SQLSTATE and message if the server refuses the statement, or if the patience ends
     */
    public Rows query(String sql) throws IOException, InterruptedException {
        Channel channel = await(handler.loggedIn());
        CompletableFuture<Rows> answer = new CompletableFuture<>();
        channel.eventLoop().execute(() -> {
            handler.expect(answer);
            ByteBuf out = channel.alloc().buffer();
            new Query(sql).write(out);
            channel.writeAndFlush(out);
        });
        return await(answer);
    }

    private <T> T await(CompletableFuture<T> future) throws IOException, InterruptedException {
        try {
            return future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            assert cause != null : "a failed future says why";
            throw new IOException(cause.getMessage(), cause);
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + patience.toSeconds() + " s", e);
        }
    }

    @Override
    public void close() {
        if (handler.loggedIn().isDone() && !handler.loggedIn().isCompletedExceptionally()) {
            Channel channel = handler.loggedIn().join();
            ByteBuf out = channel.alloc().buffer();
            Terminate.INSTANCE.write(out);
            channel.writeAndFlush(out).addListener(ChannelFutureListener.CLOSE);
        }
        loop.shutdownGracefully(0, 5, TimeUnit.SECONDS);
    }
}
