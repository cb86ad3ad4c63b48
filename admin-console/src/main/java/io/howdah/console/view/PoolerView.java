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

    /** The same pools in the same order, with how long things have taken there of late. */
    CompletionStage<List<ExtendedPoolSnapshot>> extendedPools();

    /** One row a database, ordered by name; the console's own is among them. */
    CompletionStage<List<StatsSnapshot>> stats();

    /** All databases together; the name is empty. */
    CompletionStage<StatsSnapshot> statsOfAll();

    /** Clients that have logged in or bring a cancel request, ordered by database, user and id; those at a console are among them. */
    CompletionStage<List<SocketSnapshot>> clients();

    /** How many of {@link #clients} are alike, in no order; much less work than asking for all of them. */
    CompletionStage<List<ClientGroup>> clientGroups();

    /** What has been counted beyond SHOW STATS. */
    CompletionStage<MeasuresSnapshot> measures();

    /** What pools do and have counted; little work, and none on event loops. */
    CompletionStage<ActivitySnapshot> activity();

    /** How long things have taken in these pools and in all together. A pool that has gone has counted nothing. */
    CompletionStage<DurationsSnapshot> durations(List<PoolName> pools);

    /** Memory held for all clients together. */
    List<AccountSnapshot> accounts();

    /** Connections to servers, ordered by database, user and id. */
    CompletionStage<List<SocketSnapshot>> servers();

    /** Clients that have not logged in yet; user and database are PgBouncer's "(nouser)" and "(nodb)". */
    CompletionStage<List<SocketSnapshot>> logins();

    /** Clients that wait for a server, longest wait first. */
    CompletionStage<List<WaitingSnapshot>> waiting();

    /**
     * The first of {@link #waiting}; less work than asking for all of them.
     *
     * @param most how many at most
     */
    CompletionStage<List<WaitingSnapshot>> longestWaiting(int most);

    /** Clients that are linked to servers, oldest transaction first. */
    CompletionStage<List<TransactionSnapshot>> transactions();

    /** Prepared statements that clients or servers hold, those of most clients first, and no more than ten thousand. */
    CompletionStage<List<StatementSnapshot>> statements();

    /** How long each event loop took to get to a question, nanoseconds, in order; next to no work for it. */
    CompletionStage<List<Long>> loopLags();

    /** Every event loop, in order. */
    CompletionStage<List<LoopSnapshot>> loops();

    /** File descriptors of listeners, clients and servers. */
    CompletionStage<List<FdSnapshot>> fds();

    /** Databases as configured, those made from {@code *} that are in use, and the console, ordered by name. */
    List<DatabaseSnapshot> databases();

    /** Databases with an entry, ordered by name, and whether those that are required can be reached: tried at most every other second. */
    CompletionStage<List<DatabaseHealth>> databaseHealth();

    /** Users as configured, those who have come without, and the console's, ordered by name. */
    List<UserSnapshot> users();

    /** How much there is of everything. */
    CompletionStage<ListSizes> lists();

    /** Every setting, ordered by key. */
    List<Setting> settings();

    /** What memory is used for. */
    List<MemorySnapshot> memory();

    /** Host names whose addresses are remembered, ordered by name. */
    List<DnsHostSnapshot> dnsHosts();

    /** Other processes that share the port. */
    List<PeerSnapshot> peers();

    /** Cancel requests on their way to them. */
    List<PeerPoolSnapshot> peerPools();

    /** Whether an operator has stopped the pooler. */
    PoolerState state();

    /** The text of SHOW VERSION. */
    String version();
}
