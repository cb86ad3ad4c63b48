package io.howdah.bench.load.command;

import io.howdah.bench.load.LoadPlan;
import io.howdah.bench.load.LoadResult;
import java.util.OptionalLong;

/**
 * One load and all that is known of it.
 *
 * @param updatesFound by how much the sum of the table grew, where the workload changes it
 */
record Stage(LoadPlan plan, LoadResult result, Figures figures, OptionalLong updatesFound) {

    /** Updates that were acknowledged and are not in the table. */
    long updatesLost() {
        return updatesFound.isPresent() ? Math.max(0, result.updates() - updatesFound.getAsLong()) : 0;
    }

    /** Whether PostgreSQL saw more connections than the pool may have. */
    boolean tooManyServers() {
        return figures.mostServers().isPresent() && figures.mostServers().getAsInt() > figures.poolSize().orElse(Integer.MAX_VALUE);
    }

    /** Whether everything went well. */
    boolean good() {
        return result.errorCount() == 0 && updatesLost() == 0 && !tooManyServers();
    }

    double perTransaction(long micros) {
        return micros / (double) Math.max(1, result.transactions());
    }
}
