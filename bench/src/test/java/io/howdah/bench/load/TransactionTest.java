package io.howdah.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.bench.load.login.Target;
import io.howdah.bench.load.wire.QueryProtocol;
import io.howdah.bench.load.wire.RequestWriter;
import io.howdah.bench.load.workload.KeySpread;
import io.howdah.bench.load.workload.Workload;
import io.howdah.protocol.FrameScanner;
import io.howdah.protocol.FrontendType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TransactionTest {

    private static final LoadPlan PLAN = LoadPlan.to(Target.local(1, "d", "u"))
            .withWorkload(new Workload.Mixed(KeySpread.uniform(1000), 50));

    private final ByteBuf out = Unpooled.buffer();

    @Test
    void aLoneStatementIsAllThereIs() {
        Transaction transaction = transaction(PLAN);
        transaction.draw();
        assertThat(transaction.write(out)).isEqualTo(1);
        assertThat(transaction.write(out)).isZero();
        assertThat(texts()).hasSize(1).allMatch(text -> text.startsWith("SELECT") || text.startsWith("UPDATE"));
    }

    @Test
    void severalStandBetweenBeginAndCommit() {
        Transaction transaction = transaction(PLAN.withStatements(3, false));
        transaction.draw();
        for (int step = 0; step < 5; step++) {
            assertThat(transaction.write(out)).isEqualTo(1);
        }
        assertThat(transaction.write(out)).isZero();
        List<String> texts = texts();
        assertThat(texts).hasSize(5).startsWith("BEGIN").endsWith("COMMIT");
        assertThat(transaction.updates()).isEqualTo((int) texts.stream().filter(text -> text.startsWith("UPDATE")).count());
    }

    @Test
    void atOnceWithTheSimpleProtocolEachStatementIsAnsweredOnItsOwn() {
        Transaction transaction = transaction(PLAN.withStatements(3, true));
        transaction.draw();
        assertThat(transaction.write(out)).isEqualTo(5);
        assertThat(transaction.write(out)).isZero();
        assertThat(texts()).hasSize(5);
    }

    @Test
    void atOnceWithTheOthersThereIsOneSync() {
        for (QueryProtocol protocol : List.of(QueryProtocol.EXTENDED, QueryProtocol.PREPARED)) {
            out.clear();
            Transaction transaction = transaction(PLAN.withProtocol(protocol).withStatements(3, true));
            transaction.draw();
            assertThat(transaction.write(out)).isEqualTo(1);
            assertThat(transaction.write(out)).isZero();
            assertThat(types().stream().filter(type -> type == FrontendType.SYNC)).hasSize(1);
            assertThat(types().stream().filter(type -> type == FrontendType.EXECUTE)).hasSize(5);
            assertThat(types()).endsWith(FrontendType.SYNC);
        }
    }

    @Test
    void rowsAreLockedInTheOrderOfTheirKeys() {
        Transaction transaction = transaction(PLAN.withStatements(8, true));
        for (int i = 0; i < 100; i++) {
            transaction.draw();
            for (int statement = 1; statement < 8; statement++) {
                assertThat(transaction.key(statement)).isGreaterThanOrEqualTo(transaction.key(statement - 1));
            }
        }
    }

    @Test
    void theReadShareHolds() {
        Transaction transaction = transaction(PLAN.withWorkload(new Workload.Mixed(KeySpread.uniform(10), 80)));
        int updates = 0;
        for (int i = 0; i < 100_000; i++) {
            transaction.draw();
            updates += transaction.updates();
        }
        assertThat(updates).isBetween(19_000, 21_000);
    }

    private static Transaction transaction(LoadPlan plan) {
        return new Transaction(plan, RequestWriter.of(plan.protocol(), Transaction.statements(plan)), new SplittableRandom(1), 0);
    }

    private List<String> texts() {
        List<String> texts = new ArrayList<>();
        FrameScanner frames = new FrameScanner();
        frames.start(out);
        while (frames.next(out)) {
            texts.add(out.toString(frames.bodyIndex(), frames.bodyLength() - 1, StandardCharsets.UTF_8));
        }
        return texts;
    }

    private List<Byte> types() {
        List<Byte> types = new ArrayList<>();
        FrameScanner frames = new FrameScanner();
        frames.start(out);
        while (frames.next(out)) {
            types.add(frames.type());
        }
        return types;
    }
}
