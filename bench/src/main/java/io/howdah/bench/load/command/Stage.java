package io.howdah.bench.load.command;

import io.howdah.bench.load.LoadPlan;
import io.howdah.bench.load.LoadResult;
import java.util.OptionalLong;

/**
 * One load with its results.
 *
 * @param updatesFound by how much the table's sum grew, if the workload has updates
 */
record Stage(LoadPlan plan, LoadResult result, Figures figures, OptionalLong updatesFound) {

    /** Acknowledged updates that the table lacks. */
    long updatesLost() {
        return updatesFound.isPresent() ? Math.max(0, result.updates() - updatesFound.getAsLong()) : 0;
    }

    /** Whether PostgreSQL saw more server connections than the pool size allows. */
    boolean tooManyServers() {
        return figures.mostServers().isPresent()
                && figures.mostServers().getAsInt() > figures.poolSize().orElse(Integer.MAX_VALUE);
    }

    /** Whether the pooler kept its promises, whatever errors there were: no update lost, no server too many, no wrong answer. */
    boolean kept() {
        return updatesLost() == 0 && !tooManyServers() && !result.errors().containsKey(LoadResult.WRONG_ANSWER);
    }

    /** Whether the pooler kept its promises and the load met no error. */
    boolean good() {
        return kept() && result.errorCount() == 0;
    }

    double perTransaction(long micros) {
        return micros / (double) Math.max(1, result.transactions());
    }
}
