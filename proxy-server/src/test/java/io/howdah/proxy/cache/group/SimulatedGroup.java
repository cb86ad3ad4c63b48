package io.howdah.proxy.cache.group;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Several Howdahs, one Redis and one PostgreSQL, all made up, in made-up time: nothing depends on the machine. Instances freeze, are
 * cut off, die and come; Redis stops and loses messages. Each table has a version, which each write raises. A read is wrong if it gets
 * a version that is older than one whose write was acknowledged before the read began.
 *
 * <p>Statements write more than their text says: after each change of the catalogs, a write to a table also writes another table, or
 * does so no more. An instance knows that only as of the last change that it has heard of.
 */
final class SimulatedGroup {

    static final long MILLI = 1_000_000;
    static final String DATABASE = "shop";
    private static final long HANDSHAKE = 3_000 * MILLI;
    private static final int QUICK_ATTEMPTS = 12;

    private record Event(long at, long order, Runnable task) {}

    private final Random random;
    private final PriorityQueue<Event> events = new PriorityQueue<>((a, b) -> a.at != b.at ? Long.compare(a.at, b.at)
            : Long.compare(a.order, b.order));
    private final List<Instance> instances = new ArrayList<>();
    private final long[] committed;
    private final long[] acknowledged;
    private int catalogs;
    private int catalogsAcknowledged;
    private long now = 1_000 * MILLI;
    private long order;
    private long redisStopsUntil;
    private long redisIsDownUntil;
    private final Set<Long> registered = new HashSet<>();
    private long registeredSince;
    private int ids;
    private int slowestMillis = 10;
    final List<String> violations = new ArrayList<>();
    int hits;
    int misses;
    int writes;
    long longestHoldNanos;

    /** @param tables how many tables there are */
    SimulatedGroup(long seed, int tables) {
        this.random = new Random(seed);
        this.committed = new long[tables];
        this.acknowledged = new long[tables];
    }

    long now() {
        return now;
    }

    Random random() {
        return random;
    }

    int tables() {
        return committed.length;
    }

    List<Instance> instances() {
        return instances;
    }

    void at(long nanos, Runnable task) {
        events.add(new Event(Math.max(nanos, now), order++, task));
    }

    void after(long nanos, Runnable task) {
        at(now + nanos, task);
    }

    /** Lets this much time pass. */
    void run(long nanos) {
        long end = now + nanos;
        while (!events.isEmpty() && events.peek().at <= end) {
            Event next = events.poll();
            now = next.at;
            next.task.run();
        }
        now = end;
    }

    /** From now on connecting takes this long sometimes. */
    void slowDown(int millis) {
        slowestMillis = millis;
    }

    long randomMillis(double from, double to) {
        return (long) ((from + random.nextDouble() * (to - from)) * MILLI);
    }

    Instance start() {
        Instance instance = new Instance("h" + ++ids);
        instances.add(instance);
        instance.connect();
        instance.ticks();
        return instance;
    }

    /** Redis does nothing for a while, then it goes on. */
    void stopRedis(long nanos) {
        redisStopsUntil = Math.max(redisStopsUntil, now + nanos);
    }

    /** Redis ends, and starts after a while. @param knows whether it still knows who is registered */
    void restartRedis(long nanos, boolean knows) {
        redisIsDownUntil = Math.max(redisIsDownUntil, now + nanos);
        redisStopsUntil = Math.max(redisStopsUntil, redisIsDownUntil);
        if (!knows) {
            at(redisIsDownUntil, () -> {
                registered.clear();
                registeredSince = -1;
            });
        }
        List.copyOf(instances).forEach(Instance::loseConnection);
    }

    /** One Howdah. */
    final class Instance implements Bus, Kept {
        final String name;
        final Group group;
        private final long id = random.nextLong();
        private final Map<Integer, long[]> entries = new HashMap<>(); // Of a table: version, moment.
        private final Map<TableRef, Long> touched = new HashMap<>();
        private final Set<Integer> filling = new HashSet<>();
        private long allTouched;
        private long clock;
        private int knownCatalogs = catalogs;
        private long frozenUntil;
        private long groupFrozenUntil;
        private long lastDelivery;
        private long lastPublished;
        private int connection;
        private boolean connected;
        private final boolean writesOnly = ids % 4 == 3;
        private boolean dead;
        private boolean ended;
        private boolean cut;
        private boolean isBroken;
        /** Whether it cannot reach a Redis that the others may reach, and never has. */
        private boolean isApart;
        private int attempts;
        private boolean hasConnected;
        private boolean isToFail;
        private boolean hasFailed;
        private boolean isDeaf;
        private long slowUntil;
        /** How often it has heard that it has missed writes. */
        int missed;
        /** How many writes of its clients it has acknowledged. */
        int acknowledged;

        Instance(String name) {
            this.name = name;
            this.group = new Group(id, name, this, this, this::whenGroupIsAwake, () -> now);
        }

        // ---- its threads: nothing happens while it is frozen, and the group's thread may go on later than those of clients

        private void later(long nanos, Runnable task) {
            at(now + nanos, () -> whenAwake(task));
        }

        private void whenAwake(Runnable task) {
            when(() -> frozenUntil, task);
        }

        private void whenGroupIsAwake(Runnable task) {
            when(() -> groupFrozenUntil, task);
        }

        private void when(LongSupplier until, Runnable task) {
            if (dead) {
                return;
            }
            if (now < until.getAsLong()) {
                at(until.getAsLong(), () -> when(until, task));
            } else {
                task.run();
            }
        }

        void freeze(long nanos) {
            frozenUntil = Math.max(frozenUntil, now + nanos);
            groupFrozenUntil = Math.max(groupFrozenUntil, frozenUntil + randomMillis(0, 10));
        }

        void kill() {
            dead = true;
            connected = false;
            instances.remove(this);
        }

        /** Ends in good order: after its last client. */
        void end() {
            whenAwake(() -> {
                ended = true;
                group.close();
                at(now + 50 * MILLI, this::kill);
            });
        }

        private void ticks() {
            after(20 * MILLI, () -> whenGroupIsAwake(() -> {
                group.tick();
                ticks();
            }));
        }

        // ---- its connection

        /** Takes some steps, so who is frozen meanwhile is not connected at once when it goes on. A machine may also be slow. */
        private void connect() {
            long slow = random.nextInt(20) == 0 ? randomMillis(0, slowestMillis) : 0;
            after(randomMillis(1, 10) + slow, () -> whenGroupIsAwake(() -> after(randomMillis(1, 10), this::connected)));
        }

        /** Connecting takes at least so long. */
        void connectsWithin(long nanos) {
            slowUntil = now + nanos;
        }

        /** One attempt to connect fails. */
        void breakOff() {
            isToFail = true;
        }

        /** Whether that has happened. */
        boolean hasFailed() {
            return hasFailed;
        }

        /** No message comes. */
        void deafen() {
            isDeaf = true;
        }

        private void connected() {
            whenGroupIsAwake(() -> {
                if (now < slowUntil) {
                    after(slowUntil - now, this::connected);
                } else if (isToFail) {
                    isToFail = false;
                    hasFailed = true;
                    failed(true);
                } else if (cut || now < redisIsDownUntil) {
                    isApart |= cut && !hasConnected;
                    failed(true);
                } else if (now < redisStopsUntil) {
                    long wait = Math.min(HANDSHAKE, redisStopsUntil - now);
                    after(wait, wait < HANDSHAKE ? this::connected : () -> whenGroupIsAwake(() -> failed(false)));
                } else {
                    connection++;
                    isBroken = false;
                    connected = true;
                    isApart = false;
                    hasConnected = true;
                    lastDelivery = now;
                    registeredSince = registeredSince < 0 ? now : registeredSince;
                    registered.add(id); // As MemberList does: who reads the list stands on it.
                    group.connected(List.copyOf(registered),
                            registeredSince == 0 ? Long.MAX_VALUE : (now - registeredSince) / MILLI);
                }
            });
        }

        private void failed(boolean refused) {
            group.unreachable(refused);
            attempts++;
            after(randomMillis(0, !hasConnected && attempts < QUICK_ATTEMPTS ? 500 : 3_000), this::connect); // As RedisLink does.
        }

        /** The network between the instance and Redis is cut for a while. The instance may notice late; its connection is dead until then. */
        void cut(long nanos) {
            cut = true;
            loseConnection();
            after(nanos, () -> cut = false);
        }

        private void loseConnection() {
            isBroken = true;
            connection++; // Whatever is on its way is lost.
            after(randomMillis(0, random.nextBoolean() ? 300 : 2_500), () -> whenGroupIsAwake(() -> {
                if (connected) {
                    connected = false;
                    group.disconnected();
                    connect();
                }
            }));
        }

        @Override
        public void publish(byte[] message) {
            int by = connection;
            long arrives = Math.max(lastPublished, now + randomMillis(0.05, random.nextInt(50) == 0 ? 30 : 1));
            lastPublished = arrives;
            at(arrives, () -> atRedis(() -> List.copyOf(instances).forEach(each -> each.delivered(message)), by));
        }

        private void atRedis(Runnable command, int by) {
            if (now < redisStopsUntil) {
                at(redisStopsUntil, () -> atRedis(command, by));
            } else if (by == connection && !isBroken && !isLost()) {
                command.run();
            }
        }

        /** Redis may lose single messages too. */
        private boolean isLost() {
            return random.nextInt(500) == 0;
        }

        private void delivered(byte[] message) {
            int by = connection;
            long arrives = Math.max(lastDelivery, now + randomMillis(0.05, random.nextInt(50) == 0 ? 30 : 1));
            lastDelivery = arrives;
            if (connected && !isBroken && !isDeaf && !isLost()) {
                at(arrives, () -> whenGroupIsAwake(() -> {
                    if (by == connection && connected) {
                        group.received(message);
                    }
                }));
            }
        }

        @Override
        public void register(long id, boolean present) {
            int by = connection;
            long arrives = Math.max(lastPublished, now + randomMillis(0.05, 1));
            lastPublished = arrives;
            at(arrives, () -> atRedis(() -> {
                if (present) {
                    registeredSince = registeredSince < 0 ? now : registeredSince;
                    registered.add(id);
                    replied(List.copyOf(registered));
                } else {
                    registered.remove(id);
                }
            }, by));
        }

        private void replied(List<Long> ids) {
            int by = connection;
            long arrives = Math.max(lastDelivery, now + randomMillis(0.05, random.nextInt(50) == 0 ? 30 : 1));
            lastDelivery = arrives;
            at(arrives, () -> whenGroupIsAwake(() -> {
                if (by == connection && connected) {
                    group.registered(ids);
                }
            }));
        }

        @Override
        public void reset(String why) {
            cut(1);
        }

        boolean isConnected() {
            return connected;
        }

        // ---- its answers

        @Override
        public void touched(TableRef table) {
            touched.put(table, ++clock);
            if (table.equals(TableRef.CATALOGS)) {
                knownCatalogs = catalogs;
            }
        }

        @Override
        public void missedWrites() {
            missed++;
            touchedAll();
            knownCatalogs = catalogs;
        }

        private void touchedAll() {
            allTouched = ++clock;
        }

        @Override
        public void order(String text) {
            touchedAll();
        }

        private boolean isDead(int table, long moment) {
            return allTouched > moment || touched.getOrDefault(ref(table), 0L) > moment
                    || touched.getOrDefault(TableRef.anyOf(DATABASE), 0L) > moment
                    || touched.getOrDefault(TableRef.CATALOGS, 0L) > moment;
        }

        void read(int table) {
            if (writesOnly) {
                return;
            }
            long began = SimulatedGroup.this.acknowledged[table]; // What a client knows that reads now.
            long beganAt = now;
            whenAwake(() -> {
                if (ended) {
                    return;
                }
                long[] entry = entries.get(table);
                if (entry != null && group.serves() && !isDead(table, entry[1])) {
                    hits++;
                    if (entry[0] < began) {
                        violations.add(name + " read version " + entry[0] + " of table " + table + " at " + beganAt / MILLI
                                + " ms, and " + began + " was acknowledged");
                    }
                } else {
                    misses++;
                    fill(table);
                }
            });
        }

        private void fill(int table) {
            SharedTable shared = group.table(ref(table));
            if (!group.covers(shared) || !filling.add(table)) {
                return;
            }
            long moment = clock;
            later(randomMillis(0, 5), () -> {
                long version = committed[table];
                later(randomMillis(0, 20), () -> {
                    filling.remove(table);
                    shared.keptUntil(now + 2_000 * MILLI);
                    if (!isDead(table, moment)) {
                        entries.put(table, new long[] {version, moment});
                    }
                });
            });
        }

        /** A write to one table. @param name what is known to be written: the table, any table, or the catalogs */
        void write(int table, TableRef name) {
            boolean ddl = name.equals(TableRef.CATALOGS);
            whenAwake(() -> {
                int known = knownCatalogs;
                int before = catalogsAcknowledged;
                boolean isSure = group.serves();
                later(randomMillis(0, 5), () -> {
                    if (ended || isApart) {
                        return; // What such a Howdah writes is not seen.
                    }
                    catalogs += ddl ? 1 : 0;
                    commit(table, name, isSure ? known : -1, before);
                });
            });
        }

        private void commit(int table, TableRef name, int known, int acknowledgedBefore) {
            int now0 = catalogs;
            int hidden = now0 % 2 == 0 ? table : (table + 1) % committed.length;
            long version = ++committed[table];
            long hiddenVersion = hidden == table ? version : ++committed[hidden];
            long from = now;
            writes++;
            // A write that runs while somebody changes the catalogs may know too little.
            boolean promised = name.isMany() || known == now0 || acknowledgedBefore == now0;
            List<TableRef> names = new ArrayList<>(List.of(name));
            if (known < 0) {
                names.add(TableRef.anyOf(DATABASE)); // See Writes.
            } else if (!name.isMany() && known % 2 == 1) {
                names.add(ref((table + 1) % committed.length));
            }
            later(randomMillis(0, 1), () -> {
                names.forEach(this::touched);
                group.written(names.stream().map(group::table).toList(), () -> {
                    if (ended) {
                        return;
                    }
                    this.acknowledged++;
                    SimulatedGroup.this.acknowledged[table] = Math.max(SimulatedGroup.this.acknowledged[table], version);
                    if (promised) {
                        SimulatedGroup.this.acknowledged[hidden] = Math.max(SimulatedGroup.this.acknowledged[hidden],
                                hiddenVersion);
                    }
                    if (name.equals(TableRef.CATALOGS)) {
                        catalogsAcknowledged = Math.max(catalogsAcknowledged, now0);
                    }
                    if (frozenUntil < from) {
                        longestHoldNanos = Math.max(longestHoldNanos, now - from);
                    }
                });
            });
        }
    }

    static TableRef ref(int table) {
        return new TableRef(DATABASE, 16_384 + table);
    }
}
