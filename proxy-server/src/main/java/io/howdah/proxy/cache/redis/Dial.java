package io.howdah.proxy.cache.redis;

import io.howdah.config.HostAddress;
import io.howdah.config.RedisSettings;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One attempt to begin an era:
 *
 * <pre>
 * where is the master? --> first connection: INFO, PTTL --> second connection: INFO --> SUBSCRIBE --> era
 * </pre>
 *
 * The subscription comes last, so that few messages wait for the era.
 */
final class Dial extends Attempt<Dial.Connected> {

    private final Whereabouts whereabouts;
    private final List<byte[]> channels;
    private final List<byte[][]> early = new ArrayList<>();
    private final CompletableFuture<Void> subscribed = new CompletableFuture<>();
    private int confirmed;

    /**
     * What an era needs.
     *
     * @param early messages that came before the era, channel and text
     */
    record Connected(Wire first, Wire second, HostAddress address, String serverId, String version, List<byte[][]> early) {
    }

    /** @param turn counts the attempts */
    Dial(LinkThread thread, RedisSettings settings, List<byte[]> channels, int turn) {
        super(thread, settings);
        this.whereabouts = new Whereabouts(thread, settings, turn);
        this.channels = channels;
    }

    CompletionStage<Connected> start() {
        return limited(whereabouts.start().thenCompose(this::connect));
    }

    @Override
    void abort(String why) {
        whereabouts.abort(why);
        super.abort(why);
    }

    private CompletionStage<Connected> connect(HostAddress address) {
        return open(address, Wire.Use.DATA).thenCompose(first -> described(first).thenCompose(server -> admits(first)
                .thenCompose(in -> open(address, Wire.Use.DATA)).thenCompose(second -> described(second).thenCompose(again -> {
                    // Behind one name there may be several servers.
                    if (!again.equals(server)) {
                        throw new RedisFailure(RedisFailure.Reason.GARBAGE, "two connections led to two servers");
                    }
                    return subscribe(first).thenApply(
                            done -> new Connected(first, second, address, server.runId(), server.version(), early));
                }))));
    }

    /** A server as INFO describes it. */
    private record Server(String runId, String version) {
    }

    /** Fails if the server is no master with all its data. */
    private static CompletionStage<Server> described(Wire wire) {
        return wire.commands().info().thenApply(text -> {
            Map<String, String> fields = new HashMap<>();
            text.lines().filter(line -> line.indexOf(':') > 0)
                    .forEach(line -> fields.put(line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 1)));
            String runId = fields.get("run_id");
            if (runId == null) {
                throw new RedisFailure(RedisFailure.Reason.GARBAGE, "INFO does not name the server's run_id");
            }
            if (!"master".equals(fields.get("role"))) {
                throw new RedisFailure(RedisFailure.Reason.REFUSED, "the server is no master, its role is " + fields.get("role"));
            }
            if (!fields.getOrDefault("loading", "0").equals("0")) {
                throw new RedisFailure(RedisFailure.Reason.REFUSED, "the server is still loading its data");
            }
            return new Server(runId, fields.getOrDefault("redis_version", "?"));
        });
    }

    /** Asks for a key that nobody sets: fails if the server is loading, has not this slot, or does not admit the user to the keys. */
    private CompletionStage<Long> admits(Wire wire) {
        return wire.commands().pttl(new RedisKeys(settings).key(""));
    }

    private CompletionStage<Void> subscribe(Wire first) {
        if (channels.isEmpty()) {
            return subscribed;
        }
        CommandArgs<byte[], byte[]> arguments = new CommandArgs<>(ByteArrayCodec.INSTANCE);
        channels.forEach(arguments::addKey);
        return first.send(CommandType.SUBSCRIBE, new NestedMultiOutput<>(ByteArrayCodec.INSTANCE), arguments)
                .thenCompose(done -> subscribed);
    }

    @Override
    public void subscribed() {
        confirmed++;
        if (confirmed == channels.size()) {
            subscribed.complete(null);
        }
    }

    @Override
    public void message(byte[] channel, byte[] message) {
        early.add(new byte[][] {channel, message});
    }

    @Override
    public void ending(String why) {
        abort(why);
    }
}
