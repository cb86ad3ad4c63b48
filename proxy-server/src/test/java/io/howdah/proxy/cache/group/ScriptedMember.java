package io.howdah.proxy.cache.group;

import io.howdah.config.RedisSettings;
import io.howdah.proxy.cache.redis.RedisKeys;
import io.howdah.proxy.cache.redis.RedisLink;
import io.howdah.proxy.testing.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Somebody who takes part in a group, with real messages over a real Redis, and confirms touches only if the test says so. */
public final class ScriptedMember implements AutoCloseable {

    private static final int BEAT_MILLIS = 50;

    private final long id = new Random().nextLong();
    private final byte[] channel;
    private final RedisLink link;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final Map<Long, GroupMessage.Beat> heard = new ConcurrentHashMap<>();
    private final Map<Long, Long> cares = new ConcurrentHashMap<>();
    private final Map<Long, Long> touches = new ConcurrentHashMap<>();
    private final List<TableRef> touched = new CopyOnWriteArrayList<>();
    private final List<TableRef> announced = new ArrayList<>();
    private final List<String> orders = new CopyOnWriteArrayList<>();
    /** When each beat was sent, System.nanoTime(), by its number. */
    private final Map<Long, Long> sent = new ConcurrentHashMap<>();
    private volatile boolean confirms = true;
    private long beat;
    private long version;

    /** Joins the group. */
    public ScriptedMember(RedisSettings settings) {
        channel = new RedisKeys(settings).channel("group");
        link = new RedisLink(settings, List.of(channel), new RedisLink.Listener() {
            @Override
            public void connected(String serverId) {
                // Beats go out as soon as there is a connection.
            }

            @Override
            public void disconnected(String why) {
                // The link connects again.
            }

            @Override
            public void message(byte[] from, byte[] message) {
                GroupCodec.read(message).filter(said -> said.sender() != id).ifPresent(ScriptedMember.this::hear);
            }
        });
        link.start();
        thread.scheduleAtFixedRate(this::beat, 0, BEAT_MILLIS, TimeUnit.MILLISECONDS);
    }

    private synchronized void beat() {
        List<GroupMessage.Heard> all = new ArrayList<>();
        heard.forEach((of, last) -> all.add(new GroupMessage.Heard(of, last.number(), 1, cares.getOrDefault(of, -1L),
                confirms ? touches.getOrDefault(of, last.touches()) : 0)));
        sent.put(++beat, System.nanoTime());
        say(new GroupMessage.Beat(id, "scripted", beat, 0, all));
        say(new GroupMessage.Cares(id, version, true, List.copyOf(announced)));
    }

    private void say(GroupMessage message) {
        link.publish(channel, GroupCodec.write(message));
    }

    private synchronized void hear(GroupMessage message) {
        if (message instanceof GroupMessage.Beat theirs) {
            heard.put(theirs.sender(), theirs);
        } else if (message instanceof GroupMessage.Cares theirs) {
            cares.put(theirs.sender(), theirs.version());
        } else if (message instanceof GroupMessage.Touch touch) {
            touched.addAll(touch.tables());
            touches.put(touch.sender(), touch.number());
            confirm(touch.sender(), touch.number());
        } else if (message instanceof GroupMessage.Order order) {
            orders.add(order.text());
        }
    }

    private void confirm(long of, long number) {
        if (confirms) {
            say(new GroupMessage.Touched(id, of, number));
        }
    }

    /** Waits until so many others know of this member and of what it keeps. */
    public void awaitOthers(int count) {
        Await.until(count + " others that know of us", () -> heard.values().stream().filter(this::knowsUs).count() >= count);
    }

    private synchronized boolean knowsUs(GroupMessage.Beat beat) {
        return beat.heard().stream().anyMatch(of -> of.of() == id && of.beat() > 0 && of.cares() == version);
    }

    /** Waits until all others rely on this member again: they have confirmed a beat from after this call. */
    public void awaitLease() {
        long now;
        synchronized (this) {
            now = beat;
        }
        Await.until("a lease", () -> heard.values().stream().allMatch(
                from -> from.heard().stream().anyMatch(of -> of.of() == id && of.beat() > now)));
    }

    /** When the newest beat was sent that all others have confirmed, System.nanoTime(): its lease counts from there or later. */
    public long leaseSinceNanos() {
        return heard.values().stream().flatMap(from -> from.heard().stream()).filter(of -> of.of() == id)
                .mapToLong(GroupMessage.Heard::beat).filter(sent::containsKey).map(sent::get).min().orElseThrow();
    }

    /** Announces that it keeps answers from this table, and waits until all know. */
    public void caresFor(TableRef table) {
        synchronized (this) {
            announced.add(table);
            version++;
        }
        awaitOthers(heard.size());
    }

    /** Whether it confirms what it hears of; those of before are confirmed as soon as it does. */
    public synchronized void confirms(boolean on) {
        confirms = on;
        touches.forEach(this::confirm);
    }

    /** The tables that others have written, in order. */
    public List<TableRef> touched() {
        return touched;
    }

    /** Gives an order to all others. */
    public void order(String text) {
        link.publish(channel, GroupCodec.write(new GroupMessage.Order(id, text)));
    }

    /** The orders of others. */
    public List<String> orders() {
        return orders;
    }

    @Override
    public void close() {
        say(new GroupMessage.Bye(id));
        thread.shutdownNow();
        link.close();
    }
}
