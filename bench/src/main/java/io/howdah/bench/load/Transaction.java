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

/** The transaction a client is at, drawn anew each time and sent step by step or all at once. No channel and no clock. */
final class Transaction {

    private final Workload workload;
    private final RequestWriter requests;
    private final SplittableRandom random;
    private final KeySource source;
    private final boolean atOnce;
    /** Places of BEGIN and COMMIT in the writer's list; -1 for a lone statement. */
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

    /** All statements of such a plan, in the order in which a {@code Transaction} names them to its writer. */
    static List<Statement> statements(LoadPlan plan) {
        List<Statement> all = new ArrayList<>(plan.workload().statements());
        if (plan.statements() > 1) {
            all.add(Statement.BEGIN);
            all.add(Statement.COMMIT);
        }
        return all;
    }

    /** Begins another one. */
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
        // Rows are always locked in the same order, so that no two transactions wait for each other in a circle.
        Arrays.sort(keys);
    }

    /**
     * Writes what is to be sent next.
     *
     * @return how many ReadyForQuery to wait for; 0 where the transaction is at its end
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

    /** How many statements, BEGIN and COMMIT not counted. */
    int size() {
        return keys.length;
    }

    /** Of its statements, how many add 1 to a row. */
    int updates() {
        return updates;
    }

    /** Of the statement with this number, 0 for the first. */
    int key(int statement) {
        return keys[statement];
    }
}
