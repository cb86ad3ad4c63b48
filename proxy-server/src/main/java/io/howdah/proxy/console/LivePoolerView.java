package io.howdah.proxy.console;

import io.howdah.console.view.DatabaseSnapshot;
import io.howdah.console.view.DnsHostSnapshot;
import io.howdah.console.view.FdSnapshot;
import io.howdah.console.view.ListSizes;
import io.howdah.console.view.MemorySnapshot;
import io.howdah.console.view.PeerPoolSnapshot;
import io.howdah.console.view.PeerSnapshot;
import io.howdah.console.view.PoolSnapshot;
import io.howdah.console.view.PoolerState;
import io.howdah.console.view.PoolerView;
import io.howdah.console.view.Setting;
import io.howdah.console.view.SocketSnapshot;
import io.howdah.console.view.StatsSnapshot;
import io.howdah.console.view.UserSnapshot;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The running pooler as its readers see it. What lives on event loops is read there, each loop at one moment. */
public final class LivePoolerView implements PoolerView {

    private final PoolNumbers numbers;
    private final SocketReader sockets;
    private final Inventory inventory;
    private final Supplier<PoolerState> state;
    private final ProductVersion version;

    /** @param state whether the pooler has been stopped */
    public LivePoolerView(PoolNumbers numbers, SocketReader sockets, Inventory inventory, Supplier<PoolerState> state, ProductVersion version) {
        this.numbers = numbers;
        this.sockets = sockets;
        this.inventory = inventory;
        this.state = state;
        this.version = version;
    }

    @Override
    public CompletionStage<List<PoolSnapshot>> pools() {
        return CompletableFuture.completedStage(numbers.pools());
    }

    @Override
    public CompletionStage<List<StatsSnapshot>> stats() {
        return CompletableFuture.completedStage(numbers.stats());
    }

    @Override
    public CompletionStage<StatsSnapshot> statsOfAll() {
        return CompletableFuture.completedStage(numbers.statsOfAll());
    }

    @Override
    public CompletionStage<List<SocketSnapshot>> clients() {
        return sockets.clients();
    }

    @Override
    public CompletionStage<List<SocketSnapshot>> servers() {
        return sockets.servers();
    }

    @Override
    public CompletionStage<List<SocketSnapshot>> logins() {
        return sockets.logins();
    }

    @Override
    public CompletionStage<List<FdSnapshot>> fds() {
        return sockets.fds();
    }

    @Override
    public List<DatabaseSnapshot> databases() {
        return inventory.databases();
    }

    @Override
    public List<UserSnapshot> users() {
        return inventory.users();
    }

    @Override
    public List<Setting> settings() {
        return inventory.settings();
    }

    @Override
    public List<MemorySnapshot> memory() {
        return Memory.read();
    }

    @Override
    public List<DnsHostSnapshot> dnsHosts() {
        return inventory.dnsHosts();
    }

    @Override
    public List<PeerSnapshot> peers() {
        return inventory.peers();
    }

    @Override
    public List<PeerPoolSnapshot> peerPools() {
        return inventory.peerPools();
    }

    @Override
    public CompletionStage<ListSizes> lists() {
        return CompletableFuture.completedStage(inventory.lists(numbers.servers()));
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
