package io.howdah.proxy.server.cancel;

import io.howdah.config.PeerConfig;
import io.howdah.config.PoolerConfig;
import io.howdah.protocol.frontend.CancelRequest;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.server.login.ServerConnector;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The other processes behind the same address. A cancel request comes over a connection of its own, which may reach any of them.
 * Each cancel key names the process that made it, and a process that gets another's request forwards it. Howdah makes keys as
 * PgBouncer does, so that processes of both kinds can be peers. Any thread may call.
 */
public final class Peers {

    private static final Logger LOG = LoggerFactory.getLogger(Peers.class);

    /**
     * Index of the byte with the remaining hops: the lowest two bits of the key's eighth byte, which is the fourth of its secret.
     */
    public static final int HOPS_INDEX = 3;

    /** The bits of the remaining hops; all set in a new key. */
    public static final int HOPS_MASK = 0x03;

    private final ServerConnector connector;
    private final ConcurrentHashMap<Integer, PeerPool> pools = new ConcurrentHashMap<>();
    private volatile int ownId;
    private volatile Map<Integer, PeerConfig> peers = Map.of();

    /** @param connector makes the connections to peers */
    public Peers(ServerConnector connector) {
        this.connector = connector;
    }

    /** Puts other peers in force. Requests that wait for a removed peer end. */
    public void configure(PoolerConfig config) {
        ownId = config.process().peerId();
        peers = config.process().peers();
        pools.keySet().stream().filter(id -> !peers.containsKey(id)).forEach(id -> {
            LOG.warn("dropping peer {} as it does not exist anymore", id);
            pools.remove(id).close();
        });
        peers.values().forEach(peer -> pools.computeIfAbsent(peer.id(), id -> new PeerPool(connector, peer))
                .configure(peer, peer.poolSize().orElse(config.pool().poolSize()), config.timeouts().cancelWait()));
    }

    /** This process's peer_id; 0 for none. */
    public int ownId() {
        return ownId;
    }

    /** Marks the process id of a key: its second and third byte name the process that made the key. */
    public static int mark(int processId, int peerId) {
        return processId & 0xff0000ff | (peerId & 0xff) << 16 | (peerId >> 8 & 0xff) << 8;
    }

    private static int peerIdOf(int processId) {
        return processId >> 16 & 0xff | (processId >> 8 & 0xff) << 8;
    }

    /**
     * Forwards a request that is for none of this process's clients.
     *
     * @param done runs when the request has ended, with or without effect
     */
    public void forward(Loop loop, CancelRequest request, Runnable done) {
        int id = peerIdOf(request.processId());
        if (ownId == 0 || id == ownId) {
            done.run();
            return;
        }
        int hops = request.secret()[HOPS_INDEX] & HOPS_MASK;
        PeerPool pool = pools.get(id);
        if (hops == 0) {
            LOG.info("failed to forward cancel request because its TTL was exhausted");
            done.run();
        } else if (pool == null) {
            LOG.info("could not find peer to forward request to");
            done.run();
        } else {
            byte[] secret = request.secret().clone();
            secret[HOPS_INDEX]--;
            pool.send(loop, new CancelRequest(request.processId(), secret), done);
        }
    }

    /** The pools of all peers, by peer_id. */
    public List<PeerPool> pools() {
        return pools.values().stream().sorted(Comparator.comparingInt(pool -> pool.peer().id())).toList();
    }
}
