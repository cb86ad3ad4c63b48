package io.howdah.console.view;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The pooler as its readers see it. Every method returns immutable snapshots of one moment; numbers of different snapshots need
 * not add up, for clients and servers go on living on their event loops meanwhile.
 *
 * <p>The interface belongs to its readers and is implemented by the pooler, so imports run from the pooler to here while calls run
 * from here to the pooler.
 */
public interface PoolerView {

    /** One row a pool, as SHOW POOLS has them, ordered by database and user. */
    CompletionStage<List<PoolSnapshot>> pools();

    /** Totals since the start, one row a database, ordered by database. */
    CompletionStage<List<StatsSnapshot>> stats();
}
