package io.howdah.proxy.client.login;

import io.howdah.protocol.backend.BackendKeyData;
import io.howdah.protocol.frontend.CancelRequest;
import io.howdah.proxy.client.Cancelable;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.server.cancel.Peers;
import io.netty.channel.Channel;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The cancel keys of clients: a process id and a random secret. The process id is a positive int4, since some drivers refuse
 * others, and stands for one client. The secret is compared in constant time. Any thread may call.
 */
public final class CancelKeys {

    /** @param marked whether the id names its process, and two bits of the secret only count how often peers forward a request */
    private record Entry(Supplier<? extends Cancelable> whose, byte[] secret, boolean marked) {}

    /** Most keys that name their process: there are few ids for such keys, and a free id must be quick to find. */
    private static final int MARKED_IDS = 30_000;

    private final @Nullable Peers peers;
    private final ConcurrentHashMap<Integer, Entry> entries = new ConcurrentHashMap<>();
    private final SecureRandom random = new SecureRandom();

    /** Random bytes fetched ahead, so that a few hundred logins need one system call. Each byte is used once. */
    private final byte[] ahead = new byte[4096];
    private int used = ahead.length;

    /** @param peers the other processes whose cancel requests may arrive here; null for none */
    public CancelKeys(@Nullable Peers peers) {
        this.peers = peers;
    }

    /**
     * Makes a key.
     *
     * @param whose asked for the client when the key is used
     * @param secretLength 4 for protocol 3.0, up to 256 since 3.2
     */
    public BackendKeyData register(Supplier<? extends Cancelable> whose, int secretLength) {
        byte[] secret = random(secretLength);
        // Further clients get keys that only this process accepts.
        int mark = peers == null || entries.size() >= MARKED_IDS ? 0 : peers.ownId();
        if (mark > 0) {
            secret[Peers.HOPS_INDEX] |= Peers.HOPS_MASK;
        }
        while (true) {
            int any = ByteBuffer.wrap(random(Integer.BYTES)).getInt() & Integer.MAX_VALUE;
            int processId = mark > 0 ? Peers.mark(any, mark) : any;
            if (processId == 0) {
                continue;
            }
            if (entries.putIfAbsent(processId, new Entry(whose, secret, mark > 0)) == null) {
                return new BackendKeyData(processId, secret);
            }
        }
    }

    /** Forwards a cancel request for a client of another process; {@code done} runs when the request has ended. */
    void forward(Loop loop, CancelRequest request, Runnable done) {
        if (peers == null) {
            done.run();
        } else {
            peers.forward(loop, request, done);
        }
    }

    private synchronized byte[] random(int length) {
        if (used + length > ahead.length) {
            random.nextBytes(ahead);
            used = 0;
        }
        byte[] bytes = Arrays.copyOfRange(ahead, used, used + length);
        Arrays.fill(ahead, used, used + length, (byte) 0);
        used += length;
        return bytes;
    }

    /** A unique process id for a connection that cannot be cancelled; free again when the connection closes. */
    public int reserve(Channel channel) {
        int processId = register(() -> null, 4).processId();
        channel.closeFuture().addListener(closed -> remove(processId));
        return processId;
    }

    /** Removes the key of a client that has gone. */
    public void remove(int processId) {
        entries.remove(processId);
    }

    /**
     * The client with this key, or null.
     *
     * @param secret may have a surplus byte, which some drivers send (node-postgres 963)
     */
    @Nullable
    Cancelable find(int processId, byte[] secret) {
        Entry entry = entries.get(processId);
        if (entry == null) {
            return null;
        }
        byte[] given = Arrays.copyOf(secret, secret.length == entry.secret.length + 1 ? entry.secret.length : secret.length);
        if (entry.marked && given.length > Peers.HOPS_INDEX) {
            given[Peers.HOPS_INDEX] |= Peers.HOPS_MASK;
        }
        return MessageDigest.isEqual(entry.secret, given) ? entry.whose.get() : null;
    }
}
