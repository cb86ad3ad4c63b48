package io.howdah.proxy.cache.group;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A transaction that has ended, and whose client has not heard of that yet. On the group's thread. */
final class HeldWrite {

    private final List<TableRef> tables;
    private final Runnable then;
    private final Set<Long> waitsFor = new HashSet<>();
    private long number;
    private long sentNanos;

    HeldWrite(List<TableRef> tables, Runnable then, long nowNanos) {
        this.tables = tables;
        this.then = then;
        this.sentNanos = nowNanos;
    }

    List<TableRef> tables() {
        return tables;
    }

    /** Lets the client hear. */
    Runnable then() {
        return then;
    }

    void waitFor(Peer peer) {
        waitsFor.add(peer.id);
    }

    boolean waitsFor(Peer peer) {
        return waitsFor.contains(peer.id);
    }

    /** @return whether nobody is left who has to confirm, and somebody was until now */
    boolean confirmedBy(Peer peer) {
        return waitsFor.remove(peer.id) && waitsFor.isEmpty();
    }

    boolean isConfirmed() {
        return waitsFor.isEmpty();
    }

    /** The touch with this number has been sent for the write. */
    void sent(long touch, long nowNanos) {
        number = touch;
        sentNanos = nowNanos;
    }

    long number() {
        return number;
    }

    long sentNanos() {
        return sentNanos;
    }
}
