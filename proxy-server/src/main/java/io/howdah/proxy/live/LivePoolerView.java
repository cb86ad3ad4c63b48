package io.howdah.proxy.live;

import io.howdah.console.view.AccountSnapshot;
import io.howdah.console.view.ActivitySnapshot;
import io.howdah.console.view.CacheRedisSnapshot;
import io.howdah.console.view.CacheRelationSnapshot;
import io.howdah.console.view.CacheSnapshot;
import io.howdah.console.view.CacheStatementSnapshot;
import io.howdah.console.view.ClientGroup;
import io.howdah.console.view.DatabaseHealth;
import io.howdah.console.view.DatabaseSnapshot;
import io.howdah.console.view.DnsHostSnapshot;
import io.howdah.console.view.DurationsSnapshot;
import io.howdah.console.view.ExtendedPoolSnapshot;
import io.howdah.console.view.FdSnapshot;
import io.howdah.console.view.ListSizes;
import io.howdah.console.view.LoopSnapshot;
import io.howdah.console.view.MeasuresSnapshot;
import io.howdah.console.view.MemorySnapshot;
import io.howdah.console.view.PeerPoolSnapshot;
import io.howdah.console.view.PeerSnapshot;
import io.howdah.console.view.PoolName;
import io.howdah.console.view.PoolSnapshot;
import io.howdah.console.view.PoolerState;
import io.howdah.console.view.PoolerView;
import io.howdah.console.view.Setting;
import io.howdah.console.view.SocketSnapshot;
import io.howdah.console.view.StatementSnapshot;
import io.howdah.console.view.StatsSnapshot;
import io.howdah.console.view.TransactionSnapshot;
import io.howdah.console.view.UserSnapshot;
import io.howdah.console.view.WaitingSnapshot;
import io.howdah.proxy.console.ProductVersion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The running pooler as its readers see it. Data of event loops is read on the loops, each loop at one moment. */
public final class LivePoolerView implements PoolerView {

    /** The readers of the parts. */
    public record Readers(
            PoolNumbers numbers,
            PoolLatencies latencies,
            SocketReader sockets,
            WaitingReader waiting,
            TransactionReader transactions,
            PreparedReader statements,
            LoopReader loops,
            ConfigReader inventory,
            Memory memory,
            HealthReader health,
            MeasureReader measures,
            ActivityReader activity,
            CacheReader cache) {}

    private final Readers read;
    private final Supplier<PoolerState> state;
    private final ProductVersion version;

    /** @param state whether an operator has stopped the pooler */
    public LivePoolerView(Readers readers, Supplier<PoolerState> state, ProductVersion version) {
        this.read = readers;
        this.state = state;
        this.version = version;
    }

    @Override
    public CompletionStage<List<PoolSnapshot>> pools() {
        return CompletableFuture.completedStage(read.numbers().pools());
    }

    @Override
    public CompletionStage<List<ExtendedPoolSnapshot>> extendedPools() {
        return read.latencies().pools();
    }

    @Override
    public CompletionStage<List<StatsSnapshot>> stats() {
        return CompletableFuture.completedStage(read.numbers().stats());
    }

    @Override
    public CompletionStage<StatsSnapshot> statsOfAll() {
        return CompletableFuture.completedStage(read.numbers().statsOfAll());
    }

    @Override
    public CompletionStage<List<SocketSnapshot>> clients() {
        return read.sockets().clients();
    }

    @Override
    public CompletionStage<List<ClientGroup>> clientGroups() {
        return read.sockets().clientGroups();
    }

    @Override
    public CompletionStage<MeasuresSnapshot> measures() {
        return read.measures().measures();
    }

    @Override
    public CompletionStage<ActivitySnapshot> activity() {
        return read.activity().activity();
    }

    @Override
    public CompletionStage<DurationsSnapshot> durations(List<PoolName> pools) {
        return read.activity().durations(pools);
    }

    @Override
    public List<AccountSnapshot> accounts() {
        return read.measures().accounts();
    }

    @Override
    public CompletionStage<List<SocketSnapshot>> servers() {
        return read.sockets().servers();
    }

    @Override
    public CompletionStage<List<SocketSnapshot>> logins() {
        return read.sockets().logins();
    }

    @Override
    public CompletionStage<List<WaitingSnapshot>> waiting() {
        return read.waiting().waiting();
    }

    @Override
    public CompletionStage<List<WaitingSnapshot>> longestWaiting(int most) {
        return read.waiting().longest(most);
    }

    @Override
    public CompletionStage<List<TransactionSnapshot>> transactions() {
        return read.transactions().transactions();
    }

    @Override
    public CompletionStage<List<StatementSnapshot>> statements() {
        return read.statements().statements();
    }

    @Override
    public CompletionStage<List<CacheSnapshot>> cache() {
        return CompletableFuture.completedStage(read.cache().databases());
    }

    @Override
    public CompletionStage<List<CacheStatementSnapshot>> cacheStatements() {
        return CompletableFuture.completedStage(read.cache().statements());
    }

    @Override
    public CompletionStage<List<CacheRelationSnapshot>> cacheRelations() {
        return CompletableFuture.completedStage(read.cache().relations());
    }

    @Override
    public CompletionStage<Map<String, Long>> cacheBypasses() {
        return CompletableFuture.completedStage(read.cache().bypasses());
    }

    @Override
    public CompletionStage<Optional<CacheRedisSnapshot>> cacheRedis() {
        return CompletableFuture.completedStage(read.cache().redis());
    }

    @Override
    public CompletionStage<List<LoopSnapshot>> loops() {
        return read.loops().loops();
    }

    @Override
    public CompletionStage<List<Long>> loopLags() {
        return read.loops().lags();
    }

    @Override
    public CompletionStage<List<DatabaseHealth>> databaseHealth() {
        return read.health().databases();
    }

    @Override
    public CompletionStage<List<FdSnapshot>> fds() {
        return read.sockets().fds();
    }

    @Override
    public List<DatabaseSnapshot> databases() {
        return read.inventory().databases();
    }

    @Override
    public List<UserSnapshot> users() {
        return read.inventory().users();
    }

    @Override
    public List<Setting> settings() {
        return read.inventory().settings();
    }

    @Override
    public List<MemorySnapshot> memory() {
        return read.memory().read();
    }

    @Override
    public List<DnsHostSnapshot> dnsHosts() {
        return read.inventory().dnsHosts();
    }

    @Override
    public List<PeerSnapshot> peers() {
        return read.inventory().peers();
    }

    @Override
    public List<PeerPoolSnapshot> peerPools() {
        return read.inventory().peerPools();
    }

    @Override
    public CompletionStage<ListSizes> lists() {
        return CompletableFuture.completedStage(read.inventory().lists(read.numbers().servers()));
    }

    @Override
    public PoolerState state() {
        return state.get();
    }

    @Override
    public String version() {
        return version.text();
    }
}
