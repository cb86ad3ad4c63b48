package io.howdah.proxy.prepared;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.fixtures.Frames;
import io.howdah.proxy.sql.StatementVerdict;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class StatementRegistryTest {

    private static final Environment ANYWHERE = new Environment("pool", "");

    private final StatementRegistry registry = new StatementRegistry();

    private static byte[] body(String sql, int... types) {
        byte[] parse = Frames.parse("", sql, types);
        return java.util.Arrays.copyOfRange(parse, 6, parse.length);
    }

    @Test
    void oneTextIsOneStatement() {
        AtomicInteger classified = new AtomicInteger();
        PreparedStatement first = registry.intern(body("SELECT $1", 23), ANYWHERE,
                text -> StatementVerdict.of(classified.incrementAndGet()));
        assertThat(registry.intern(body("SELECT $1", 23), ANYWHERE, text -> StatementVerdict.of(classified.incrementAndGet())))
                .isSameAs(first);
        assertThat(classified).hasValue(1);
        assertThat(registry.intern(body("SELECT $1", 25), ANYWHERE, text -> StatementVerdict.NOTHING)).isNotSameAs(first);
        assertThat(registry.intern(body("select $1", 23), ANYWHERE, text -> StatementVerdict.NOTHING)).isNotSameAs(first);
        assertThat(registry.size()).isEqualTo(3);
    }

    @Test
    void whoStandsAloneKeepsTextAndShape() {
        PreparedStatement shared = registry.intern(body("SELECT $1", 0), ANYWHERE, text -> StatementVerdict.of(7));
        shared.hasShape(Shape.withoutColumns(new int[] {23}));
        PreparedStatement alone = registry.alone(shared);
        assertThat(shared.isShared()).isTrue();
        assertThat(alone.isShared()).isFalse();
        assertThat(alone.verdict().flags()).isEqualTo(7);
        ByteBuf out = Unpooled.buffer();
        alone.writeParse(out);
        assertThat(ByteBufUtil.getBytes(out)).isEqualTo(Frames.parse(alone.toString(), "SELECT $1", 23));
        assertThat(registry.alone(registry.intern(body("SELECT 1"), ANYWHERE, text -> StatementVerdict.NOTHING)).isDescribed())
                .isFalse();
        assertThat(registry.intern(body("SELECT $1", 0), ANYWHERE, text -> StatementVerdict.NOTHING)).isSameAs(shared);
        assertThat(registry.intern(body("SELECT $1", 0), null, text -> StatementVerdict.NOTHING).isShared()).isFalse();
    }

    @Test
    void itsMessagesBearItsOwnName() {
        PreparedStatement statement = registry.intern(body("SELECT $1", 23), ANYWHERE, text -> StatementVerdict.of(7));
        ByteBuf out = Unpooled.buffer();
        statement.writeParse(out);
        statement.writeClose(out);
        String name = new String(statement.serverName(), StandardCharsets.US_ASCII);
        assertThat(name).startsWith(PreparedStatement.NAME_PREFIX);
        assertThat(ByteBufUtil.getBytes(out))
                .isEqualTo(Frames.concat(Frames.parse(name, "SELECT $1", 23), Frames.closeStatement(name)));
        assertThat(statement.verdict().flags()).isEqualTo(7);
    }

    @Test
    void whatNobodyHoldsIsForgotten() {
        PreparedStatement held = registry.intern(body("held"), ANYWHERE, text -> StatementVerdict.NOTHING);
        for (int i = 0; i < 1000; i++) {
            registry.intern(body("gone " + i), ANYWHERE, text -> StatementVerdict.NOTHING);
        }
        long end = System.nanoTime() + 20_000_000_000L;
        while (registry.size() > 1 && System.nanoTime() < end) {
            System.gc();
        }
        assertThat(registry.size()).isEqualTo(1);
        assertThat(registry.intern(body("held"), ANYWHERE, text -> StatementVerdict.NOTHING)).isSameAs(held);
        PreparedStatement again = registry.intern(body("gone 1"), ANYWHERE, text -> StatementVerdict.NOTHING);
        assertThat(again.toString()).as("names are never used twice").isEqualTo(PreparedStatement.NAME_PREFIX + "1002");
    }

    @Test
    void manyThreadsAgree() throws Exception {
        int threads = 8;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<List<PreparedStatement>>> tasks = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                tasks.add(() -> {
                    List<PreparedStatement> mine = new ArrayList<>();
                    for (int j = 0; j < 500; j++) {
                        mine.add(registry.intern(body("s" + j), ANYWHERE, text -> StatementVerdict.NOTHING));
                    }
                    return mine;
                });
            }
            Set<List<PreparedStatement>> answers = new HashSet<>();
            for (Future<List<PreparedStatement>> answer : pool.invokeAll(tasks)) {
                answers.add(answer.get());
            }
            assertThat(answers).hasSize(1);
        } finally {
            pool.shutdownNow();
        }
    }
}
