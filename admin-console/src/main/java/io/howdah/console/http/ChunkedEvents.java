package io.howdah.console.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Server-sent events, each in a chunk of one HTTP answer. */
final class ChunkedEvents implements EventStream {

    private final Channel channel;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    ChunkedEvents(Channel channel) {
        this.channel = channel;
        channel.closeFuture().addListener(done -> closed.complete(null));
    }

    @Override
    public boolean send(String data) {
        if (!channel.isActive() || !channel.isWritable()) {
            return false;
        }
        // In the format of server-sent events each line of the data is a line of its own.
        String event = "data: " + data.stripTrailing().replace("\r", "").replace("\n", "\ndata: ") + "\n\n";
        channel.writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(event.getBytes(StandardCharsets.UTF_8))));
        return true;
    }

    @Override
    public void close() {
        channel.close();
    }

    @Override
    public CompletionStage<Void> closed() {
        return closed.minimalCompletionStage();
    }
}
