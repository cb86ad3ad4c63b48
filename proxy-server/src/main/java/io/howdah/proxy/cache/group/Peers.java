package io.howdah.proxy.cache.group;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The other Howdahs of a group. On the group's thread. */
final class Peers {

    private final Map<Long, Peer> peers = new HashMap<>();
    /** Who has ended or was forgotten: an old message, or an old answer of Redis', may still name it. */
    private final Set<Long> gone = new HashSet<>();

    /** All, in a list of its own. */
    Collection<Peer> all() {
        return List.copyOf(peers.values());
    }

    @Nullable
    Peer find(long id) {
        return peers.get(id);
    }

    /** Whether an instance that others tell of is one that is not known here, and never was. */
    boolean isNews(long id) {
        return !peers.containsKey(id) && !gone.contains(id);
    }

    Peer add(Peer peer) {
        gone.remove(peer.id);
        peers.put(peer.id, peer);
        return peer;
    }

    void remove(Peer peer) {
        peers.remove(peer.id);
        gone.add(peer.id);
    }

    void clear() {
        peers.clear();
    }

    /**
     * Confirms the beats of all that have been heard.
     *
     * @param owesAnswer whether a peer owes an answer: then its new beats are not confirmed
     * @return what the next beat says of them
     */
    List<GroupMessage.Heard> confirm(Predicate<Peer> owesAnswer) {
        List<GroupMessage.Heard> heard = new ArrayList<>();
        for (Peer peer : peers.values()) {
            if (!peer.hearsay) {
                if (peer.beat > peer.confirmedBeat && !owesAnswer.test(peer)) {
                    peer.confirm(Timing.nanos(Timing.LEASE));
                }
                heard.add(new GroupMessage.Heard(peer.id, peer.confirmedBeat, peer.missed, peer.caresVersion, peer.touches));
            }
        }
        return heard;
    }

    /** Whether all of them ask here before they acknowledge a write, for some time at least. */
    boolean haveAllLeased() {
        return peers.values().stream().allMatch(peer -> peer.isLeased() && !peer.hearsay);
    }

    /** Until when all of them ask, or until another moment if that is earlier. */
    long leasedUntilNanos(long untilNanos) {
        long until = untilNanos;
        for (Peer peer : peers.values()) {
            if (peer.leaseUntilNanos() - until < 0) {
                until = peer.leaseUntilNanos();
            }
        }
        return until;
    }

    /** The last announcement that all of them have heard. @param last the last that was sent */
    long heardCares(long last) {
        return peers.values().stream().mapToLong(peer -> peer.heardCares).reduce(last, Math::min);
    }
}
