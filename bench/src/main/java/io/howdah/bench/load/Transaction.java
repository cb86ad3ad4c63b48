package io.howdah.bench.load;

import io.howdah.bench.load.wire.RequestWriter;
import io.howdah.bench.load.wire.Statement;
import io.howdah.bench.load.workload.KeySource;
import io.howdah.bench.load.workload.Workload;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A client's current transaction. It is drawn anew each time, and sent step by step or all at once. The class knows neither
 * channel nor clock.
 */
final class Transaction {

    private final Workload workload;
    private final RequestWriter requests;
    private final SplittableRandom random;
    private final KeySource source;
    private final boolean atOnce;
    /** Indexes of BEGIN and COMMIT in the writer's list; -1 for a lone statement. */
    private final int begin;
    private final int commit;
    private final int[] picked;
    private final int[] keys;
    private int updates;
    private int step;

    Transaction(LoadPlan plan, RequestWriter requests, SplittableRandom random, int client) {
        this.workload = plan.workload();
        this.requests = requests;
        this.random = random;
        this.source = workload.keys(random, client);
        this.atOnce = plan.pipelined();
        this.picked = new int[plan.statements()];
        this.keys = new int[plan.statements()];
        boolean lone = plan.statements() == 1;
        this.begin = lone ? -1 : workload.statements().size();
        this.commit = lone ? -1 : begin + 1;
    }

    /** All statements of the plan, in the order of the indexes that a {@code Transaction} passes to its writer. */
    static List<Statement> statements(LoadPlan plan) {
        List<Statement> all = new ArrayList<>(plan.workload().statements());
        if (plan.statements() > 1) {
            all.add(Statement.BEGIN);
            all.add(Statement.COMMIT);
        }
        return all;
    }

    /** Begins another transaction with new statements and keys. */
    void draw() {
        step = 0;
        updates = 0;
        for (int i = 0; i < keys.length; i++) {
            picked[i] = workload.pick(random);
            keys[i] = source.next();
            if (workload.isUpdate(picked[i])) {
                updates++;
            }
        }
        // All transactions lock rows in the same order, so that they cannot deadlock.
        Arrays.sort(keys);
    }

    /**
     * Writes the next step.
     *
     * @return the number of ReadyForQuery messages to expect; 0 if the transaction has ended
     */
    int write(ByteBuf out) {
        if (step == steps()) {
            return 0;
        }
        int awaited = writeStep(out);
        while (atOnce && step < steps()) {
            awaited += writeStep(out);
        }
        return awaited + requests.sync(out);
    }

    private int writeStep(ByteBuf out) {
        int current = step++;
        if (begin < 0) {
            return requests.statement(out, picked[0], keys[0]);
        }
        if (current == 0) {
            return requests.statement(out, begin, 0);
        }
        if (current == steps() - 1) {
            return requests.statement(out, commit, 0);
        }
        return requests.statement(out, picked[current - 1], keys[current - 1]);
    }

    private int steps() {
        return begin < 0 ? 1 : keys.length + 2;
    }

    /** The number of statements, without BEGIN and COMMIT. */
    int size() {
        return keys.length;
    }

    /** The number of statements that add 1 to a row. */
    int updates() {
        return updates;
    }

    /** The key of the statement with this number, 0 for the first. */
    int key(int statement) {
        return keys[statement];
    }
}
