package io.howdah.proxy.cache.group;

import static io.howdah.proxy.cache.group.SimulatedGroup.MILLI;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class GroupSimulationTest {

    private static final int SEEDS = Integer.getInteger("howdah.cache.group.seeds", 60);
    private static final long FIRST = Long.getLong("howdah.cache.group.seed", 1);

    private static void load(SimulatedGroup group) {
        Random random = group.random();
        group.after(group.randomMillis(0, 2), () -> {
            if (!group.instances().isEmpty()) {
                var instance = group.instances().get(random.nextInt(group.instances().size()));
                int table = random.nextInt(group.tables());
                if (random.nextInt(12) == 0) {
                    int kind = random.nextInt(20);
                    instance.write(table, kind == 0 ? TableRef.CATALOGS
                            : kind == 1 ? TableRef.anyOf(SimulatedGroup.DATABASE) : SimulatedGroup.ref(table));
                } else {
                    instance.read(table);
                }
            }
            load(group);
        });
    }

    private static void trouble(SimulatedGroup group) {
        Random random = group.random();
        group.after(group.randomMillis(0, 600), () -> {
            if (!group.instances().isEmpty()) {
                var instance = group.instances().get(random.nextInt(group.instances().size()));
                long long1 = group.randomMillis(0, random.nextBoolean() ? 100 : 1_500);
                switch (random.nextInt(12)) {
                    case 0, 1, 2 -> instance.freeze(long1);
                    case 3, 4, 5 -> instance.cut(long1);
                    case 6, 7 -> group.stopRedis(long1);
                    case 8 -> group.start();
                    case 9 -> {
                        if (group.instances().size() > 1) {
                            instance.kill();
                        }
                    }
                    case 10 -> {
                        if (group.instances().size() > 1) {
                            instance.end();
                        }
                    }
                    default -> {
                        // Calm.
                    }
                }
            }
            trouble(group);
        });
    }

    @Test
    @DisplayName("No read gets an older version than one that was acknowledged before, whoever freezes, is cut off, dies or comes")
    void neverOlder() {
        int hits = 0;
        int writes = 0;
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            SimulatedGroup group = new SimulatedGroup(seed, 4);
            group.start();
            group.start();
            load(group);
            group.run(2_000 * MILLI);
            group.start();
            trouble(group);
            group.run(20_000 * MILLI);
            assertThat(group.violations.stream().limit(10)).as("seed " + seed).isEmpty();
            hits += group.hits;
            writes += group.writes;
        }
        assertThat(hits).isGreaterThan(SEEDS * 200);
        assertThat(writes).isGreaterThan(SEEDS * 500);
        System.out.println("hits " + hits + " writes " + writes);
    }

    @Test
    @DisplayName("Without trouble everybody serves, and a write is held for some milliseconds only")
    void calm() {
        SimulatedGroup group = new SimulatedGroup(1, 20);
        for (int i = 0; i < 8; i++) {
            group.start();
        }
        group.run(2_000 * MILLI);
        load(group);
        group.run(20_000 * MILLI);
        assertThat(group.violations).isEmpty();
        assertThat(group.longestHoldNanos / MILLI).isLessThan(250);
        assertThat(group.hits).isGreaterThan(group.misses / 4);
        assertThat(group.instances()).allMatch(instance -> instance.group.serves());
        System.out.println("hits " + group.hits + " misses " + group.misses + " hold " + group.longestHoldNanos / MILLI);
    }
}
