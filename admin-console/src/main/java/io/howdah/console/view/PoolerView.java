package io.howdah.console.view;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The pooler as its readers see it. Every method returns immutable snapshots. A snapshot shows each event loop at one moment, and
 * all loops at nearly the same moment. Numbers of different snapshots need not add up, for clients and servers keep changing.
 *
 * <p>The readers own the interface and the pooler implements it. So imports run from the pooler to this package, and calls from
 * this package to the pooler. Methods may be called on any thread; stages complete on any thread.
 */
public interface PoolerView {

    /** One row per pool, ordered by database and user, the console's own pool included. */
    CompletionStage<List<PoolSnapshot>> pools();

    /** The same pools in the same order, with their latencies. */
    CompletionStage<List<ExtendedPoolSnapshot>> extendedPools();

    /** One row per database, ordered by name, the console included. */
    CompletionStage<List<StatsSnapshot>> stats();

    /** The sum over all databases; its name is empty. */
    CompletionStage<StatsSnapshot> statsOfAll();

    /** Clients that have logged in or bring a cancel request, consoles included, ordered by database, user and id. */
    CompletionStage<List<SocketSnapshot>> clients();

    /** The groups of equal {@link #clients}, in no order; cheaper than asking for all clients. */
    CompletionStage<List<ClientGroup>> clientGroups();

    /** The counters beyond SHOW STATS. */
    CompletionStage<MeasuresSnapshot> measures();

    /** State and counters of the pools; cheap, without a question to event loops. */
    CompletionStage<ActivitySnapshot> activity();

    /** Distributions of waits and query times, for these pools and for all together. A pool that has gone has no counts. */
    CompletionStage<DurationsSnapshot> durations(List<PoolName> pools);

    /** Memory held for all clients together, by kind. */
    List<AccountSnapshot> accounts();

    /** Server connections, ordered by database, user and id. */
    CompletionStage<List<SocketSnapshot>> servers();

    /** Clients that have not logged in yet; their user and database are PgBouncer's "(nouser)" and "(nodb)". */
    CompletionStage<List<SocketSnapshot>> logins();

    /** Clients that wait for a server, longest wait first. */
    CompletionStage<List<WaitingSnapshot>> waiting();

    /**
     * The first of {@link #waiting}; cheaper than asking for all.
     *
     * @param most longest list
     */
    CompletionStage<List<WaitingSnapshot>> longestWaiting(int most);

    /** Clients that are linked to servers, oldest transaction first. */
    CompletionStage<List<TransactionSnapshot>> transactions();

    /** Prepared statements of clients and servers, most clients first; ten thousand at most. */
    CompletionStage<List<StatementSnapshot>> statements();

    /** The result cache of each database that has one, ordered by database; empty without a cache. */
    CompletionStage<List<CacheSnapshot>> cache();

    /** Statements that the result cache has met, most hits first; ten thousand at most. */
    CompletionStage<List<CacheStatementSnapshot>> cacheStatements();

    /** Tables from which cached answers come, ordered by database and name. */
    CompletionStage<List<CacheRelationSnapshot>> cacheRelations();

    /** Statements that the result cache left to a server since the pooler started, by the code of the reason. */
    CompletionStage<Map<String, Long>> cacheBypasses();

    /** The connection of the result cache to Redis; empty without one. */
    CompletionStage<Optional<CacheRedisSnapshot>> cacheRedis();

    /**
     * How long a question waited for its turn on each event loop, nanoseconds, in the loops' order; nearly free for the loops.
     */
    CompletionStage<List<Long>> loopLags();

    /** Every event loop, in order. */
    CompletionStage<List<LoopSnapshot>> loops();

    /** File descriptors of listeners, clients and servers. */
    CompletionStage<List<FdSnapshot>> fds();

    /** Configured databases, databases made from {@code *} and in use, and the console, ordered by name. */
    List<DatabaseSnapshot> databases();

    /**
     * Databases with an entry, ordered by name, and whether required databases can be reached. The pooler tries at most every
     * other second.
     */
    CompletionStage<List<DatabaseHealth>> databaseHealth();

    /** Configured users, users that have logged in without an entry, and the console's users, ordered by name. */
    List<UserSnapshot> users();

    /** The counts of SHOW LISTS. */
    CompletionStage<ListSizes> lists();

    /** Every setting, ordered by key. */
    List<Setting> settings();

    /** The uses of memory. */
    List<MemorySnapshot> memory();

    /** Host names in the cache, ordered by name. */
    List<DnsHostSnapshot> dnsHosts();

    /** Other processes that share the port. */
    List<PeerSnapshot> peers();

    /** Cancel requests on their way to peers. */
    List<PeerPoolSnapshot> peerPools();

    /** Whether an operator has stopped the pooler. */
    PoolerState state();

    /** The text of SHOW VERSION. */
    String version();
}
