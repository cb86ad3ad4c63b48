package io.howdah.proxy.cache.group;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;

/**
 * Several Howdahs, one Redis and one PostgreSQL, all made up, in made-up time: nothing depends on the machine. Instances freeze, are
 * cut off, die and come; Redis stops and loses messages. Each table has a version, which each write raises. A read is wrong if it gets
 * a version that is older than one whose write was acknowledged before the read began.
 */
final class SimulatedGroup {

    static final long MILLI = 1_000_000;
    static final String DATABASE = "shop";

    private record Event(long at, long order, Runnable task) {}

    private final Random random;
    private final PriorityQueue<Event> events = new PriorityQueue<>((a, b) -> a.at != b.at ? Long.compare(a.at, b.at)
            : Long.compare(a.order, b.order));
    private final List<Instance> instances = new ArrayList<>();
    private final long[] committed;
    private final long[] acknowledged;
    private long now = 1_000 * MILLI;
    private long order;
    private long redisStopsUntil;
    private final Set<Long> registered = new HashSet<>();
    private int ids;
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

    /** Redis does nothing for a while, and then goes on. */
    void stopRedis(long nanos) {
        redisStopsUntil = Math.max(redisStopsUntil, now + nanos);
    }

    /** One Howdah. */
    final class Instance implements Bus, Kept {
        final String name;
        final Group group;
        private final Map<Integer, long[]> entries = new HashMap<>(); // Of a table: version, moment.
        private final Map<TableRef, Long> touched = new HashMap<>();
        private final Set<Integer> filling = new HashSet<>();
        private long allTouched;
        private long clock;
        private long frozenUntil;
        private long lastDelivery;
        private long lastPublished;
        private int connection;
        private boolean connected;
        private boolean dead;
        private boolean ended;
        private boolean cut;

        Instance(String name) {
            this.name = name;
            this.group = new Group(random.nextLong(), name, this, this, Runnable::run, () -> now);
        }

        // ---- its threads: nothing happens while it is frozen

        private void later(long nanos, Runnable task) {
            at(now + nanos, () -> whenAwake(task));
        }

        private void whenAwake(Runnable task) {
            if (dead) {
                return;
            }
            if (now < frozenUntil) {
                at(frozenUntil, () -> whenAwake(task));
            } else {
                task.run();
            }
        }

        void freeze(long nanos) {
            frozenUntil = Math.max(frozenUntil, now + nanos);
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
            later(20 * MILLI, () -> {
                group.tick();
                ticks();
            });
        }

        // ---- its connection

        private void connect() {
            later(randomMillis(1, 20), () -> {
                if (cut || now < redisStopsUntil) {
                    connect();
                } else {
                    connection++;
                    connected = true;
                    lastDelivery = now;
                    group.connected(List.copyOf(registered));
                }
            });
        }

        /** The network between the instance and Redis is cut for a while. The instance may notice late. */
        void cut(long nanos) {
            cut = true;
            connection++; // Whatever is on its way is lost.
            later(randomMillis(0, 300), () -> {
                if (connected) {
                    connected = false;
                    group.disconnected();
                    connect();
                }
            });
            after(nanos, () -> cut = false);
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
            } else if (by == connection && !cut) {
                command.run();
            }
        }

        private void delivered(byte[] message) {
            int by = connection;
            long arrives = Math.max(lastDelivery, now + randomMillis(0.05, random.nextInt(50) == 0 ? 30 : 1));
            lastDelivery = arrives;
            if (connected && !cut) {
                at(arrives, () -> whenAwake(() -> {
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
                    registered.add(id);
                } else {
                    registered.remove(id);
                }
            }, by));
        }

        @Override
        public void reset(String why) {
            cut(1);
        }

        // ---- its answers

        @Override
        public void touched(TableRef table) {
            touched.put(table, ++clock);
        }

        @Override
        public void touchedAll() {
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
            long began = acknowledged[table]; // What a client knows that reads now.
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
            whenAwake(() -> later(randomMillis(0, 5), () -> {
                if (ended || connection == 0) {
                    return; // Who has never reached Redis shares nothing.
                }
                long version = ++committed[table];
                long from = now;
                writes++;
                later(randomMillis(0, 1), () -> {
                    touched(name);
                    group.written(List.of(group.table(name)), () -> {
                        if (ended) {
                            return;
                        }
                        acknowledged[table] = Math.max(acknowledged[table], version);
                        if (frozenUntil < from) {
                            longestHoldNanos = Math.max(longestHoldNanos, now - from);
                        }
                    });
                });
            }));
        }
    }

    static TableRef ref(int table) {
        return new TableRef(DATABASE, 16_384 + table);
    }
}
