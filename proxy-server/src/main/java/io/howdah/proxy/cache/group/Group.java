package io.howdah.proxy.cache.group;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Howdahs that share a Redis, as one of them sees them. The group keeps one promise: once a write through any of them has been
 * acknowledged, no read that begins later, through any of them, gets an older row.
 *
 * <ul>
 *   <li>A reader announces a table before it keeps answers from the table, and keeps none until all others have heard that ({@link
 *       #covers}).
 *   <li>A writer holds the server's answer after the transaction's end, until each Howdah that has announced the table has dropped its
 *       answers and has said so ({@link #written}). What such a Howdah asks for afterwards sees the write.
 *   <li>A Howdah that cannot answer delays a write for a lease at most. It serves only for a lease after each beat that a writer has
 *       confirmed ({@link #serves}), so it serves nothing by the time the writer goes on without it. The writer confirms no beat while
 *       an answer is overdue. The next confirmation tells that writes have been missed, and ends all answers of that Howdah.
 *   <li>A Howdah that nobody hears any more may be alive and writing. Until it has said good-bye, or nobody has heard of it for
 *       {@link Timing#FORGET} milliseconds, the others serve nothing. Whoever comes meanwhile learns of it from the others, or from Redis.
 * </ul>
 *
 * <p>Redis carries messages only. It may lose them, stop, restart empty: what counts are confirmations. The writes of a group on two
 * Redis servers at the same time (a split brain) are not seen by each other.
 */
public final class Group {

    private static final Logger LOG = LoggerFactory.getLogger(Group.class);

    private final long id;
    private final String name;
    private final Bus bus;
    private final Kept kept;
    private final Executor thread;
    private final LongSupplier nanoTime;
    private final WaitForRedis wait;
    private final SharedTables tables = new SharedTables();
    private final Peers peers = new Peers();
    private final Announcements announced = new Announcements();
    private final Beats beats = new Beats();
    private final HeldWrites held = new HeldWrites();
    private Membership membership = Membership.STARTING;
    private long echoedNanos;
    private boolean echoed;
    private long joinedNanos;
    private long sinceNanos;
    private long registeredNanos;
    private long allKnownNanos;
    private boolean isKnown;
    private boolean gathers;

    /**
     * A group with nobody else in it.
     *
     * @param id a random number, another one for each process
     * @param name of this Howdah, for people
     * @param thread runs tasks one after the other; all that the group does happens there
     * @param nanoTime System.nanoTime(), or a test's time
     */
    public Group(long id, String name, Bus bus, Kept kept, Executor thread, LongSupplier nanoTime) {
        this.id = id;
        this.name = name;
        this.bus = bus;
        this.kept = kept;
        this.thread = thread;
        this.nanoTime = nanoTime;
        this.wait = new WaitForRedis(nanoTime.getAsLong());
    }

    // ---- for readers; any thread

    /** Whether answers in memory may be given now. */
    public boolean serves() {
        return beats.allowAnswers(nanoTime.getAsLong());
    }

    /** The table, one object for all. */
    public SharedTable table(TableRef ref) {
        return tables.table(ref);
    }

    /** Whether all others know that this Howdah keeps answers from this table. If not, they are told. */
    public boolean covers(SharedTable table) {
        if (announced.cover(table)) {
            return true;
        }
        if (table.want()) {
            thread.execute(() -> announce(table));
        }
        return false;
    }

    // ---- for writers; any thread

    /**
     * These tables have been written, and the transaction has ended.
     *
     * @param then runs when nobody serves older answers any more, on any thread; at once if nobody does now
     */
    public void written(Collection<SharedTable> written, Runnable then) {
        if (!tables.mayConcernOthers(written)) {
            then.run();
        } else {
            thread.execute(
                    () -> hold(new HeldWrite(written.stream().map(SharedTable::ref).toList(), then, nanoTime.getAsLong())));
        }
    }

    /** Whether somebody else may have answers that a write to this table changes. */
    public boolean mayConcernOthers(SharedTable table) {
        return tables.mayConcernOthers(table);
    }

    /** Sends an operator's order to all others. */
    public void order(String text) {
        thread.execute(() -> send(new GroupMessage.Order(id, text)));
    }

    // ---- from the connection; on the group's thread

    /**
     * There is a connection, and its messages come.
     *
     * @param registered the instances that are noted in Redis
     * @param ageMillis since when Redis has kept that list: a young one may lack somebody who is cut off and writes
     */
    public void connected(Collection<Long> registered, long ageMillis) {
        if (membership == Membership.ENDED) {
            return;
        }
        long now = nanoTime.getAsLong();
        meet(registered, now);
        // What this Howdah has written meanwhile, it may have known wrongly: somebody may have changed the catalogs.
        peers.all().forEach(peer -> peer.missed = held.nextMissed());
        long missing = Timing.FORGET - Math.min(ageMillis, Timing.FORGET);
        allKnownNanos = now + Math.max(missing, gathers ? Timing.GATHER : 0) * Timing.nanos(1);
        gathers = false;
        if (missing > 0) {
            LOG.info("result cache: Redis has begun empty: for {} ms no answers are given from memory", missing);
        }
        membership = Membership.JOINING;
        sinceNanos = now;
        echoed = false;
        watch();
        wait.noted(now);
        register(now);
        sendBeat(now);
        sendCares();
    }

    /** The instances that are noted in Redis now: one of them may have been cut off before anybody heard it. */
    public void registered(Collection<Long> registered) {
        if (membership.isConnected()) {
            meet(registered, nanoTime.getAsLong());
        }
    }

    /** An attempt to connect has failed. @param refused whether the system or Redis has said no: mere silence may end */
    public void unreachable(boolean refused) {
        gathers = true;
        wait.failed(refused);
    }

    /** The connection is lost. */
    public void disconnected() {
        if (membership == Membership.ENDED) {
            return;
        }
        gathers = true;
        // Who has never joined may be unknown to the others, until they look into Redis again.
        membership = isKnown ? Membership.CUT : Membership.STARTING;
        sinceNanos = nanoTime.getAsLong();
        echoed = false;
        watch();
        light(sinceNanos);
        goOnWithWaiting(sinceNanos);
    }

    /** Somebody says something, perhaps this Howdah itself. */
    public void received(byte[] bytes) {
        GroupMessage message = GroupCodec.read(bytes).orElse(null);
        if (message == null || !membership.isConnected()) {
            return;
        }
        long now = nanoTime.getAsLong();
        if (message.sender() == id) {
            if (message instanceof GroupMessage.Beat mine) {
                echo(mine, now);
            }
            return;
        }
        if (message instanceof GroupMessage.Bye) {
            Peer ended = peers.find(message.sender());
            if (ended != null) {
                forget(ended, "has ended", now);
            }
            return;
        }
        Peer peer = heard(message.sender(), now);
        if (message instanceof GroupMessage.Beat theirs) {
            beats(peer, theirs, now);
        } else if (message instanceof GroupMessage.Cares cares) {
            if (peer.announces(cares)) {
                watch();
            }
        } else if (message instanceof GroupMessage.Touch touched) {
            touched(peer, touched);
        } else if (message instanceof GroupMessage.Touched done && done.of() == id) {
            held.confirmedBy(peer, done.number());
        } else if (message instanceof GroupMessage.Order order) {
            kept.order(order.text());
        }
    }

    /** To be called every 20 ms or so. */
    public void tick() {
        long now = nanoTime.getAsLong();
        wait.tick(now);
        for (Peer peer : peers.all()) {
            if (now - peer.heardNanos > Timing.nanos(Timing.FORGET)) {
                forget(peer, "has not been heard of for " + Timing.FORGET / 1_000 + " s", now);
            } else if (!peer.mayServe(now) && held.giveUp(peer)) {
                LOG.info("result cache: instance {} has not confirmed a write in time", peer);
            }
        }
        if (membership == Membership.JOINING && !echoed && now - sinceNanos > Timing.nanos(Timing.JOIN)) {
            bus.reset("no message came back within " + Timing.JOIN + " ms");
        }
        if (membership == Membership.STARTING && wait.isOver()) {
            LOG.warn("result cache: Redis cannot be reached: other instances do not hear of writes through this one");
            membership = Membership.CUT;
            watch();
            goOnWithWaiting(now);
        }
        if (membership.isConnected() && now - registeredNanos > Timing.nanos(Timing.REGISTER)) {
            register(now);
        }
        if (membership.isConnected() && beats.areDue(now)) {
            if (announced.withdraw(Timing.nanos(Timing.FORGET), now, kept)) {
                sendCares();
            }
            sendBeat(now);
        }
        light(now);
    }

    /** This Howdah writes no more and serves no more. */
    public void close() {
        beats.allow(false, 0);
        if (membership.isConnected()) {
            bus.register(id, false);
        }
        send(new GroupMessage.Bye(id));
        membership = Membership.ENDED;
        peers.clear();
        goOnWithWaiting(nanoTime.getAsLong());
        held.letGo();
    }

    // ---- who is there

    private void register(long now) {
        registeredNanos = now;
        bus.register(id, true);
    }

    private Peer heard(long sender, long now) {
        Peer known = peers.find(sender);
        Peer peer = known == null ? meet(sender, now) : known;
        if (known == null || peer.hearsay) {
            peer.hearsay = false;
            beats.hurry(now); // The newcomer serves, and we serve, as soon as both have confirmed a beat.
            sendCares();
        }
        peer.heardNanos = now;
        return peer;
    }

    private void meet(Collection<Long> registered, long now) {
        for (long other : registered) {
            if (other != id && peers.isNews(other)) {
                meet(other, now).hearsay = true;
            }
        }
    }

    private Peer meet(long id, long now) {
        Peer peer = peers.add(new Peer(id, held.nextMissed(), now));
        watch();
        light(now);
        return peer;
    }

    private void forget(Peer peer, String why, long now) {
        LOG.info("result cache: instance {} {}", peer, why);
        peers.remove(peer);
        bus.register(peer.id, false);
        kept.missedWrites(); // Its last writes may have been committed without an answer.
        held.leave(peer);
        watch();
        light(now);
    }

    private void watch() {
        tables.note(peers.all(), membership.isUnknown());
    }

    // ---- beats

    private void sendBeat(long now) {
        send(new GroupMessage.Beat(id, name, beats.send(now, Timing.nanos(Timing.BEAT)), held.touches(),
                peers.confirm(peer -> held.areOverdue(peer, Timing.nanos(Timing.PATIENCE), now))));
    }

    /** A beat of ours has come back: whoever has spoken on this connection before is known. */
    private void echo(GroupMessage.Beat mine, long now) {
        if (!membership.isConnected() || !beats.isRecent(mine.number()) || beats.sentNanos(mine.number()) - sinceNanos < 0) {
            return;
        }
        echoedNanos = beats.sentNanos(mine.number());
        if (!echoed) {
            echoed = true;
            joinedNanos = now + Timing.nanos(Timing.JOIN);
        }
        light(now);
    }

    private void beats(Peer peer, GroupMessage.Beat theirs, long now) {
        peer.name = theirs.name();
        if (theirs.number() > peer.beat) {
            peer.beat = theirs.number();
            peer.beatNanos = now;
        }
        missedTouches(peer, theirs.touches());
        boolean knowsUs = false;
        for (GroupMessage.Heard heard : theirs.heard()) {
            if (heard.of() == id) {
                knowsUs = true;
                confirms(peer, heard);
            } else {
                meet(List.of(heard.of()), now);
            }
        }
        if (!knowsUs) {
            peer.loseLease();
        }
        light(now);
    }

    private void confirms(Peer peer, GroupMessage.Heard heard) {
        Long missed = peer.missedThere;
        if (missed == null || missed != heard.missed()) {
            kept.missedWrites();
        }
        peer.missedThere = heard.missed();
        held.confirmedBy(peer, heard.touches());
        peer.heardCares = heard.cares();
        if (beats.isRecent(heard.beat())) {
            peer.leasedUntil(beats.sentNanos(heard.beat()) + Timing.nanos(Timing.SERVE));
        }
        if (heard.cares() < announced.version() && beats.isNew(heard.beat())) {
            sendCares(); // An announcement was lost.
        }
    }

    /** Decides whether answers may be given, and until when. */
    private void light(long now) {
        if (membership == Membership.JOINING && echoed && now - joinedNanos >= 0) {
            membership = Membership.JOINED;
            isKnown = true;
            watch();
            goOnWithWaiting(now);
        }
        long until = peers.leasedUntilNanos(echoedNanos + Timing.nanos(Timing.SERVE));
        boolean isSettled = announced.heardBy(peers.heardCares(announced.version()));
        boolean isJoined = membership == Membership.JOINED && now - allKnownNanos >= 0;
        beats.allow(isJoined && isSettled && peers.haveAllLeased() && now - until < 0, until);
    }

    // ---- announcements

    private void announce(SharedTable table) {
        long now = nanoTime.getAsLong();
        if (announced.add(table, now)) {
            send(new GroupMessage.Cares(id, announced.version(), false, List.of(table.ref())));
            light(now);
        }
    }

    private void sendCares() {
        send(new GroupMessage.Cares(id, announced.version(), true, announced.names()));
    }

    // ---- writes

    private void hold(HeldWrite write) {
        if (membership.isUnknown()) {
            held.waitToJoin(write);
        } else {
            askOthers(write, nanoTime.getAsLong());
        }
    }

    private void goOnWithWaiting(long now) {
        if (!membership.isUnknown()) {
            held.waited().forEach(write -> askOthers(write, now));
        }
    }

    private void askOthers(HeldWrite write, long now) {
        if (held.hold(write, peers.all(), now)) {
            send(new GroupMessage.Touch(id, held.touches(), write.tables()));
        }
    }

    private void touched(Peer peer, GroupMessage.Touch touched) {
        missedTouches(peer, touched.number() - 1);
        if (touched.number() > peer.touches) {
            touched.tables().forEach(kept::touched);
            peer.touches = touched.number();
        }
        if (announced.concerns(touched.tables(), tables)) { // Nobody waits for others; the next beat confirms too.
            send(new GroupMessage.Touched(id, peer.id, peer.touches));
        }
    }

    /** The peer has sent so many touches. Those that never came may have meant any table. */
    private void missedTouches(Peer peer, long sent) {
        if (sent > peer.touches) {
            kept.missedWrites();
            peer.touches = sent;
            send(new GroupMessage.Touched(id, peer.id, sent));
        }
    }

    private void send(GroupMessage message) {
        if (membership.isConnected()) {
            bus.publish(GroupCodec.write(message));
        }
    }

    @Override
    public String toString() {
        return membership + (serves() ? " serving " : " dark ") + peers.all();
    }
}
