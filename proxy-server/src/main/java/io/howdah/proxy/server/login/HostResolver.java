package io.howdah.proxy.server.login;

import io.howdah.config.HostAddress;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** Resolves host names off the event loops. Answers are kept for dns_max_ttl, and the addresses of a name take turns. */
public final class HostResolver {

    private record Answer(InetAddress[] addresses, long untilNanos) {}

    private final Executor blocking;
    private final long ttlNanos;
    private final ConcurrentHashMap<String, Answer> answers = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Integer> turns = new ConcurrentHashMap<>();
    private final AtomicInteger queries = new AtomicInteger();

    /** @param ttlNanos how long an answer is kept */
    public HostResolver(Executor blocking, long ttlNanos) {
        this.blocking = blocking;
        this.ttlNanos = ttlNanos;
    }

    /** The next address of the host; fails with UnknownHostException. Not for unix sockets. */
    CompletableFuture<SocketAddress> resolve(HostAddress host) {
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(host.host());
        if (literal != null) {
            try {
                return CompletableFuture.completedFuture(new InetSocketAddress(InetAddress.getByAddress(literal), host.port()));
            } catch (UnknownHostException e) {
                return CompletableFuture.failedFuture(e);
            }
        }
        Answer known = answers.get(host.host());
        if (known != null && System.nanoTime() - known.untilNanos() < 0) {
            return CompletableFuture.completedFuture(next(host, known));
        }
        queries.incrementAndGet();
        try {
            // supplyAsync completes the future in any case: a future left open would take a slot of the pool with it.
            return CompletableFuture.supplyAsync(() -> lookUp(host), blocking);
        } catch (RejectedExecutionException e) {
            queries.decrementAndGet();
            return CompletableFuture.failedFuture(e);
        }
    }

    private SocketAddress lookUp(HostAddress host) {
        try {
            Answer fresh = new Answer(InetAddress.getAllByName(host.host()), System.nanoTime() + ttlNanos);
            answers.put(host.host(), fresh);
            return next(host, fresh);
        } catch (UnknownHostException e) {
            throw new CompletionException(e);
        } finally {
            queries.decrementAndGet();
        }
    }

    /**
     * A name and its kept addresses.
     *
     * @param untilNanos when the addresses expire, System.nanoTime()
     */
    public record Host(String name, List<InetAddress> addresses, long untilNanos) {}

    /** The names with kept addresses, in order. */
    public List<Host> hosts() {
        List<Host> hosts = new ArrayList<>();
        new TreeMap<>(answers)
                .forEach((name, answer) -> hosts.add(new Host(name, List.of(answer.addresses()), answer.untilNanos())));
        return hosts;
    }

    /** How many names have kept addresses. */
    public int names() {
        return answers.size();
    }

    /** How many look-ups are under way. */
    public int queries() {
        return queries.get();
    }

    private SocketAddress next(HostAddress host, Answer answer) {
        int turn = turns.merge(host.host(), 1, Integer::sum);
        return new InetSocketAddress(answer.addresses()[Math.floorMod(turn, answer.addresses().length)], host.port());
    }
}
