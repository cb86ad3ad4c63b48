package io.howdah.proxy.cache.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.howdah.config.HostAddress;
import io.howdah.config.RedisSettings;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.RedisProcess;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A link under test, and what it has told. */
final class LinkRecord implements RedisLink.Listener, AutoCloseable {

    static final Duration LONG = Duration.ofSeconds(10);
    static final byte[] CHANNEL = "howdah:news".getBytes(UTF_8);

    /** "connected", "disconnected: why" and "message: text", in their order, and what tests add. */
    final List<String> events = new CopyOnWriteArrayList<>();
    final List<String> servers = new CopyOnWriteArrayList<>();
    /** Attempts to connect that have failed: whether they were refused. */
    final List<Boolean> refusals = new CopyOnWriteArrayList<>();
    final List<String> threads = new CopyOnWriteArrayList<>();
    final RedisLink link;

    private LinkRecord(RedisSettings settings) {
        link = new RedisLink(settings, List.of(CHANNEL, "howdah:other".getBytes(UTF_8)), this);
        link.start();
    }

    static LinkRecord of(RedisSettings settings) {
        return new LinkRecord(settings);
    }

    static LinkRecord of(RedisProcess server) {
        return of(server, LONG);
    }

    static LinkRecord of(RedisProcess server, Duration timeout) {
        return of(at(server.port(), timeout));
    }

    static RedisSettings at(int port, Duration timeout) {
        return settings(RedisSettings.Kind.STANDALONE, port, "", Optional.empty(), Optional.empty(), timeout);
    }

    static RedisSettings settings(RedisSettings.Kind kind, int port, String master, Optional<String> user,
            Optional<String> password, Duration timeout) {
        return new RedisSettings(kind, List.of(new HostAddress("127.0.0.1", port)), master, 0, false, user, password, "howdah:",
                timeout);
    }

    @Override
    public void connected(String serverId) {
        threads.add(Thread.currentThread().getName());
        servers.add(serverId);
        events.add("connected");
    }

    @Override
    public void disconnected(String why) {
        threads.add(Thread.currentThread().getName());
        events.add("disconnected: " + why);
    }

    @Override
    public void message(byte[] channel, byte[] message) {
        threads.add(Thread.currentThread().getName());
        events.add("message: " + new String(message, UTF_8));
    }

    @Override
    public void unreachable(boolean refused) {
        refusals.add(refused);
    }

    LinkRecord connected() {
        return connected(1);
    }

    /** Waits for this number of eras. */
    LinkRecord connected(int eras) {
        Await.until("era " + eras, () -> ": " + events + " " + link.counters(), () -> servers.size() >= eras);
        return this;
    }

    boolean has(String event) {
        return events.stream().anyMatch(one -> one.contains(event));
    }

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    static String text(byte[] bytes) {
        return bytes == null ? "(nil)" : new String(bytes, UTF_8);
    }

    static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }

    /** The value of a key, by a look-up. */
    String look(String key) {
        return text(get(link.lookUp(bytes(key), List.of())).values().get(0));
    }

    /** Why a command failed. */
    static RedisFailure failure(CompletionStage<?> stage) {
        try {
            Object answer = get(stage);
            throw new AssertionError("answered " + answer);
        } catch (CompletionException e) {
            return (RedisFailure) e.getCause();
        }
    }

    @Override
    public void close() {
        link.close();
        get(link.closed());
    }
}
