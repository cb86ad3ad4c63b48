package io.howdah.console.view;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The pooler as its readers see it. Every method returns immutable snapshots, of each event loop as it stood at one moment, of all
 * loops at nearly the same one. Numbers of different snapshots need not add up, for clients and servers go on living meanwhile.
 *
 * <p>The interface belongs to its readers and is implemented by the pooler, so imports run from the pooler to here while calls run
 * from here to the pooler. May be called on any thread; stages complete on any.
 */
public interface PoolerView {

    /** One row a pool, ordered by database and user; the console's own is among them. */
    CompletionStage<List<PoolSnapshot>> pools();

    /** One row a database, ordered by name; the console's own is among them. */
    CompletionStage<List<StatsSnapshot>> stats();

    /** All databases together; the name is empty. */
    CompletionStage<StatsSnapshot> statsOfAll();

    /** How much there is of everything. */
    CompletionStage<ListSizes> lists();

    /** Whether an operator has stopped the pooler. */
    PoolerState state();

    /** The text of SHOW VERSION. */
    String version();
}
