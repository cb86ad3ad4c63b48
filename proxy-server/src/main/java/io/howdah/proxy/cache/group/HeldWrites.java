package io.howdah.proxy.cache.group;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Transactions that have ended, and whose clients have not heard of that yet, for others may give older answers. On the group's thread.
 */
final class HeldWrites {

    private final List<HeldWrite> held = new ArrayList<>();
    /** Who is to be asked about these is not known yet. */
    private final List<HeldWrite> toJoin = new ArrayList<>();
    private long touches;
    private long missed;

    /** How many touches have been sent. */
    long touches() {
        return touches;
    }

    /** A number that has not been used: a peer that finds it in place of another one has missed something. */
    long nextMissed() {
        return ++missed;
    }

    /** The write waits until it is known who has to be asked. */
    void waitToJoin(HeldWrite write) {
        toJoin.add(write);
    }

    /** The writes that have waited until now, in their order. */
    List<HeldWrite> waited() {
        List<HeldWrite> waited = List.copyOf(toJoin);
        toJoin.clear();
        return waited;
    }

    /**
     * Notes whom a write waits for: all who have announced one of its tables and may be serving. Who has announced one and serves not
     * will hear later that something was missed.
     *
     * @return whether the others have to be told; if not, the write goes on
     */
    boolean hold(HeldWrite write, Collection<Peer> peers, long nowNanos) {
        for (Peer peer : peers) {
            if (write.tables().stream().noneMatch(peer::cares)) {
                continue;
            }
            if (peer.mayServe(nowNanos)) {
                write.waitFor(peer);
            } else {
                peer.missed = nextMissed();
            }
        }
        if (write.isConfirmed()) {
            write.then().run();
            return false;
        }
        touches++;
        write.sent(touches, nowNanos);
        held.add(write);
        return true;
    }

    /** Whether an answer of the peer's has been due for so long. */
    boolean areOverdue(Peer peer, long patienceNanos, long nowNanos) {
        for (HeldWrite write : held) {
            if (write.waitsFor(peer) && nowNanos - write.sentNanos() > patienceNanos) {
                return true;
            }
        }
        return false;
    }

    /** The peer has carried out all touches up to this number. */
    void confirmedBy(Peer peer, long number) {
        for (HeldWrite write : List.copyOf(held)) {
            if (write.number() <= number && write.confirmedBy(peer)) {
                goOn(write);
            }
        }
    }

    /** The peer serves no more, as far as that depends on us: no write waits for it. @return whether one has waited */
    boolean giveUp(Peer peer) {
        boolean any = held.stream().anyMatch(write -> write.waitsFor(peer));
        if (any) {
            peer.missed = nextMissed();
            leave(peer);
        }
        return any;
    }

    /** No write waits for the peer. */
    void leave(Peer peer) {
        confirmedBy(peer, Long.MAX_VALUE);
    }

    /** No write waits for anybody. */
    void letGo() {
        List.copyOf(held).forEach(this::goOn);
    }

    private void goOn(HeldWrite write) {
        held.remove(write);
        write.then().run();
    }
}
