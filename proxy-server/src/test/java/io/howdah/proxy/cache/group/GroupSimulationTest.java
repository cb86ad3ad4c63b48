package io.howdah.proxy.cache.group;

import static io.howdah.proxy.cache.group.SimulatedGroup.MILLI;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class GroupSimulationTest {

    private static final int SEEDS = Integer.getInteger("howdah.cache.group.seeds", 60);
    private static final long FIRST = Long.getLong("howdah.cache.group.seed", 1);

    /** How long a table is in use, where tables come and go. */
    private static final long IN_USE = 100 * MILLI;

    private static final int MANY_TABLES = 500;

    /**
     * Reads and writes of all instances: of the same few tables, or of tables that are new to everybody again and again.
     *
     * @param besides whether only those tables are read that are written without being named, if at all
     */
    private static void load(SimulatedGroup group, boolean besides) {
        Random random = group.random();
        group.after(group.randomMillis(0, 2), () -> {
            if (!group.instances().isEmpty()) {
                var instance = group.instances().get(random.nextInt(group.instances().size()));
                int table = group.tables() < MANY_TABLES ? random.nextInt(group.tables())
                        : (int) (group.now() / IN_USE % group.tables());
                if (random.nextInt(12) == 0) {
                    int kind = random.nextInt(20);
                    instance.write(table, kind == 0 ? TableRef.CATALOGS
                            : kind == 1 ? TableRef.anyOf(SimulatedGroup.DATABASE) : SimulatedGroup.ref(table));
                } else {
                    instance.read((table + (besides ? 1 : random.nextInt(2))) % group.tables());
                }
            }
            load(group, besides);
        });
    }

    /**
     * Freezes, cuts and so on.
     *
     * @param most no more instances than this live at the same time
     * @param anew of so many stops of Redis one ends with a Redis that has forgotten all; nobody serves for half a minute then
     */
    private static void trouble(SimulatedGroup group, int most, int anew) {
        Random random = group.random();
        group.after(group.randomMillis(0, 600), () -> {
            if (!group.instances().isEmpty()) {
                var instance = group.instances().get(random.nextInt(group.instances().size()));
                long nanos = group.randomMillis(0, random.nextBoolean() ? 100 : 1_500);
                switch (random.nextInt(12)) {
                    case 0, 1, 2 -> instance.freeze(nanos);
                    case 3, 4, 5 -> instance.cut(nanos);
                    case 6 -> group.stopRedis(nanos);
                    case 7 -> {
                        if (random.nextInt(anew) == 0) {
                            group.restartRedis(nanos, false);
                        } else if (random.nextInt(8) == 0) {
                            group.restartRedis(group.randomMillis(0, 6_000), true);
                        }
                    }
                    case 8 -> {
                        if (group.instances().size() < most) {
                            var newcomer = group.start();
                            switch (random.nextInt(4)) { // Before all others have heard it, perhaps.
                                case 0 -> group.after(group.randomMillis(0, random.nextBoolean() ? 25 : 600),
                                        () -> newcomer.cut(nanos));
                                case 1 -> group.after(group.randomMillis(0, 700), () -> newcomer.freeze(nanos));
                                default -> {
                                    // It comes without trouble.
                                }
                            }
                        }
                    }
                    case 9, 10 -> {
                        if (group.instances().size() > 1) {
                            if (random.nextInt(8) == 0) {
                                instance.kill(); // The others serve nothing for half a minute.
                            } else {
                                instance.end();
                            }
                        }
                    }
                    default -> {
                        // Calm.
                    }
                }
            }
            trouble(group, most, anew);
        });
    }

    @Test
    @DisplayName("No read gets an older version than one that was acknowledged before, whoever freezes, is cut off, dies or comes")
    void neverOlder() {
        int hits = 0;
        int writes = 0;
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            SimulatedGroup group = new SimulatedGroup(seed, seed % 2 == 0 ? 4 : MANY_TABLES);
            group.start();
            group.start();
            load(group, seed % 4 == 1);
            group.run(2_000 * MILLI);
            boolean isSmall = seed % 3 == 0; // One instance is often alone, and does not hear of the next one.
            if (!isSmall) {
                group.start();
            }
            group.slowDown(6_000);
            trouble(group, isSmall ? 2 : 8, seed % 8 == 7 ? 3 : 60);
            group.run(20_000 * MILLI);
            assertThat(group.violations.stream().limit(10)).as("seed " + seed).isEmpty();
            hits += group.hits;
            writes += group.writes;
        }
        assertThat(hits).isGreaterThan(SEEDS * 200);
        assertThat(writes).isGreaterThan(SEEDS * 500);
        System.out.println("hits " + hits + " writes " + writes);
    }

    /** What befalls a newcomer beside a Howdah that serves. @return how many writes the newcomer has acknowledged */
    private static int newcomer(BiConsumer<SimulatedGroup, SimulatedGroup.Instance> fate) {
        int writes = 0;
        for (long seed = 1; seed <= 20; seed++) {
            SimulatedGroup group = new SimulatedGroup(seed, 2);
            group.start();
            load(group, false);
            group.run(2_000 * MILLI);
            var newcomer = group.start();
            fate.accept(group, newcomer);
            group.run(16_000 * MILLI);
            assertThat(group.violations).as("seed " + seed).isEmpty();
            writes += newcomer.acknowledged;
        }
        return writes;
    }

    private static void untilConnected(SimulatedGroup group, SimulatedGroup.Instance newcomer) {
        while (!newcomer.isConnected()) {
            group.run(MILLI / 100);
        }
    }

    @Test
    @DisplayName("Who is cut off before anybody has heard it acknowledges no write before the others have found it in Redis")
    void cutBeforeHeard() {
        assertThat(newcomer((group, newcomer) -> {
            untilConnected(group, newcomer);
            newcomer.cut(20_000 * MILLI);
        })).isPositive();
    }

    @Test
    @DisplayName("The same of one that has reached Redis late, and has acknowledged writes before")
    void cutBeforeHeardButLate() {
        assertThat(newcomer((group, newcomer) -> {
            newcomer.cut(4_000 * MILLI);
            untilConnected(group, newcomer);
            newcomer.cut(20_000 * MILLI);
        })).isPositive();
    }

    @Test
    @DisplayName("Who is frozen before it has connected acknowledges no write before the others have heard of it")
    void frozenBeforeConnected() {
        assertThat(newcomer((group, newcomer) -> newcomer.freeze(group.randomMillis(2_000, 5_000)))).isPositive();
    }

    @Test
    @DisplayName("The same of one whose first attempt has failed")
    void frozenAfterFailure() {
        assertThat(newcomer((group, newcomer) -> {
            newcomer.breakOff();
            while (!newcomer.hasFailed()) {
                group.run(MILLI / 100);
            }
            newcomer.freeze(group.randomMillis(2_000, 5_000));
        })).isPositive();
    }

    @Test
    @DisplayName("The same of one that is slow to connect")
    void slowToConnect() {
        assertThat(newcomer((group, newcomer) -> newcomer.connectsWithin(group.randomMillis(2_000, 6_000)))).isPositive();
    }

    @Test
    @DisplayName("The same of one that comes while Redis is down: until then nobody gives answers, and then not before all are connected")
    void redisIsDown() {
        assertThat(newcomer((group, newcomer) -> group.restartRedis(group.randomMillis(2_000, 7_000), true))).isPositive();
    }

    @Test
    @DisplayName("The same of one that comes while Redis is frozen")
    void redisIsFrozen() {
        newcomer((group, newcomer) -> group.stopRedis(group.randomMillis(2_000, 11_000)));
    }

    @Test
    @DisplayName("Who hears nothing, not even itself, does not let its clients wait for ever")
    void deaf() {
        assertThat(newcomer((group, newcomer) -> {
            newcomer.deafen();
            group.run(20_000 * MILLI);
        })).isPositive();
    }

    @Test
    @DisplayName("Who says good-bye is not waited for, although messages that name it are still on their way")
    void goodBye() {
        for (long seed = 1; seed <= 20; seed++) {
            SimulatedGroup group = new SimulatedGroup(seed, 4);
            for (int i = 0; i < 4; i++) {
                group.start();
            }
            group.run(group.randomMillis(2_000, 2_100));
            group.instances().get(0).end();
            group.run(500 * MILLI);
            assertThat(group.instances()).as("seed " + seed).hasSize(3).allMatch(instance -> instance.group.serves());
        }
    }

    @Test
    @DisplayName("Whoever was cut off counts as one whose writes all others have missed: it may have known wrongly what it has written")
    void comesBack() {
        SimulatedGroup group = new SimulatedGroup(1, 2);
        var one = group.start();
        var other = group.start();
        group.run(2_000 * MILLI);
        int before = one.missed;
        group.run(1_000 * MILLI);
        assertThat(one.missed).isEqualTo(before);
        other.cut(200 * MILLI);
        group.run(6_000 * MILLI);
        assertThat(one.group.serves()).isTrue();
        assertThat(one.missed).isGreaterThan(before);
    }

    @Test
    @DisplayName("Without trouble everybody serves, and a write is held for some milliseconds only")
    void calm() {
        SimulatedGroup group = new SimulatedGroup(1, 20);
        for (int i = 0; i < 8; i++) {
            group.start();
        }
        group.run(2_000 * MILLI);
        load(group, false);
        group.run(20_000 * MILLI);
        assertThat(group.violations).isEmpty();
        assertThat(group.longestHoldNanos / MILLI).isLessThan(250);
        assertThat(group.hits).isGreaterThan(group.misses / 4);
        assertThat(group.instances()).allMatch(instance -> instance.group.serves());
        System.out.println("hits " + group.hits + " misses " + group.misses + " hold " + group.longestHoldNanos / MILLI);
    }
}
