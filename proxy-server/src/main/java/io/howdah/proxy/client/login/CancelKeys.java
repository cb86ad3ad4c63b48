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

/**
 * The keys by which clients cancel: a process id that is a positive int4 (some drivers refuse others) and stands for one client, and a
 * random secret, compared in constant time. Found by the id, without a search. Any thread.
 */
public final class CancelKeys {

    /** @param marked whether it says whose it is, and how often it may be handed on: bits that are no secret */
    private record Entry(Supplier<? extends Cancelable> whose, byte[] secret, boolean marked) {}

    /** Where keys say which of several processes they are from, this many ids are left; no more are asked for than that can be met. */
    private static final int MARKED_IDS = 30_000;

    private final Peers peers;
    private final ConcurrentHashMap<Integer, Entry> entries = new ConcurrentHashMap<>();
    private final SecureRandom random = new SecureRandom();

    /** Random bytes fetched ahead: one call of the system for a few hundred logins instead of one each. Each is used once. */
    private final byte[] ahead = new byte[4096];
    private int used = ahead.length;

    /** @param peers whose clients' requests may come here; null for none */
    public CancelKeys(Peers peers) {
        this.peers = peers;
    }

    /**
     * Makes a key.
     *
     * @param whose asked when the key is used
     * @param secretLength 4 for protocol 3.0, up to 256 since 3.2
     */
    public BackendKeyData register(Supplier<? extends Cancelable> whose, int secretLength) {
        byte[] secret = random(secretLength);
        // Beyond that the rest get keys that are good at this process only.
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

    /** Hands a request on that is for nobody here; {@code done} runs when that is over. */
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

    /** A number nobody else has, for a connection that cannot be cancelled, until it closes. */
    public int reserve(Channel channel) {
        int processId = register(() -> null, 4).processId();
        channel.closeFuture().addListener(closed -> remove(processId));
        return processId;
    }

    /** The client has gone. */
    public void remove(int processId) {
        entries.remove(processId);
    }

    /**
     * Whose key this is; null for nobody's.
     *
     * @param secret may have a byte too many: some drivers send one (node-postgres 963)
     */
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
