package io.howdah.proxy.cache.redis;

import io.howdah.config.HostAddress;
import io.howdah.config.RedisSettings;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Finds out where the master is: asks one sentinel after another, or one server of a cluster after another, until one knows. */
final class Whereabouts extends Attempt<HostAddress> {

    private final List<HostAddress> hosts;

    /** @param turn tells which host to ask first: when it leads nowhere, another may know more */
    Whereabouts(LinkThread thread, RedisSettings settings, int turn) {
        super(thread, settings);
        this.hosts = new ArrayList<>(settings.hosts());
        Collections.rotate(hosts, -turn);
    }

    CompletionStage<HostAddress> start() {
        return limited(
                settings.kind() == RedisSettings.Kind.STANDALONE ? CompletableFuture.completedStage(hosts.get(0)) : ask(0));
    }

    private CompletionStage<HostAddress> ask(int index) {
        HostAddress host = hosts.get(index);
        boolean isCluster = settings.kind() == RedisSettings.Kind.CLUSTER;
        return open(host, isCluster ? Wire.Use.CLUSTER : Wire.Use.SENTINEL)
                .thenCompose(wire -> (isCluster ? slots(wire, host) : sentinel(wire))
                        .whenComplete((found, failure) -> wire.close("asked")))
                .handle((found, failure) -> failure == null ? CompletableFuture.completedStage(found)
                        : index + 1 < hosts.size() && !isDone() ? ask(index + 1)
                                : CompletableFuture.<HostAddress>failedStage(new RedisFailure(
                                        RedisFailure.Reason.DISCONNECTED, host + ": " + words(failure))))
                .thenCompose(stage -> stage);
    }

    private CompletionStage<HostAddress> sentinel(Wire wire) {
        return masterBy(wire).handle((found, failure) -> {
            boolean wantsPassword = failure != null && words(failure).startsWith("NOAUTH") && settings.password().isPresent();
            return wantsPassword ? logIn(wire).thenCompose(in -> masterBy(wire))
                    : failure == null ? CompletableFuture.completedStage(found)
                            : CompletableFuture.<HostAddress>failedStage(failure);
        }).thenCompose(stage -> stage);
    }

    private CompletionStage<String> logIn(Wire wire) {
        String password = settings.password().orElseThrow();
        return settings.user().map(user -> wire.commands().auth(user, password)).orElseGet(() -> wire.commands().auth(password));
    }

    private CompletionStage<HostAddress> masterBy(Wire wire) {
        CommandArgs<byte[], byte[]> arguments = new CommandArgs<>(ByteArrayCodec.INSTANCE).add("get-master-addr-by-name")
                .add(settings.master());
        return wire.send(CommandType.SENTINEL, new NestedMultiOutput<>(ByteArrayCodec.INSTANCE), arguments).thenApply(parts -> {
            if (parts.size() != 2) {
                throw new RedisFailure(RedisFailure.Reason.GARBAGE, "no master with the name " + settings.master());
            }
            return new HostAddress(text(parts.get(0)), Integer.parseInt(text(parts.get(1))));
        });
    }

    private CompletionStage<HostAddress> slots(Wire wire, HostAddress asked) {
        CommandArgs<byte[], byte[]> arguments = new CommandArgs<>(ByteArrayCodec.INSTANCE).add("SLOTS");
        return wire.send(CommandType.CLUSTER, new NestedMultiOutput<>(ByteArrayCodec.INSTANCE), arguments)
                .thenApply(ranges -> owner(ranges, asked));
    }

    /** Each range is an array: first slot, last slot, the master, its replicas; and each of these an array: host, port, id. */
    private HostAddress owner(List<Object> ranges, HostAddress asked) {
        int slot = new RedisKeys(settings).slot();
        for (Object one : ranges) {
            List<?> range = (List<?>) one;
            if ((Long) range.get(0) <= slot && slot <= (Long) range.get(1)) {
                List<?> master = (List<?>) range.get(2);
                // A server that does not know its own address says nothing, or a question mark.
                String host = master.get(0) == null ? "" : text(master.get(0));
                return new HostAddress(host.isEmpty() || host.equals("?") ? asked.host() : host,
                        Math.toIntExact((Long) master.get(1)));
            }
        }
        throw new RedisFailure(RedisFailure.Reason.GARBAGE, "no server of the cluster has slot " + slot);
    }

    private static String text(Object part) {
        return part instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : String.valueOf(part);
    }
}
