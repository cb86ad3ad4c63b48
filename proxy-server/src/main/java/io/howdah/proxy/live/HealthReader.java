package io.howdah.proxy.live;

import io.howdah.config.DatabaseConfig;
import io.howdah.config.HostAddress;
import io.howdah.config.PoolerConfig;
import io.howdah.console.view.DatabaseHealth;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.pool.Pools;
import io.howdah.proxy.proxied.Announcement;
import io.howdah.proxy.server.login.ServerConnector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Checks whether the servers of required databases can be reached. A database is reachable if one of its pools has a server.
 * Otherwise the reader connects to each host and closes the connection before a login begins. Within two seconds it repeats its
 * last result. Any thread.
 */
public final class HealthReader {

    private static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** Time limit for an attempt. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private record Finding(long nanos, CompletableFuture<List<DatabaseHealth>> health) {}

    private final Supplier<PoolerConfig> config;
    private final Pools pools;
    private final PoolNumbers numbers;
    private final ServerConnector connector;
    private final Loop loop;
    private @Nullable Finding last;

    /** @param loop runs the attempts to connect */
    public HealthReader(Supplier<PoolerConfig> config, Pools pools, PoolNumbers numbers, ServerConnector connector, Loop loop) {
        this.config = config;
        this.pools = pools;
        this.numbers = numbers;
        this.connector = connector;
        this.loop = loop;
    }

    synchronized CompletionStage<List<DatabaseHealth>> databases() {
        long now = System.nanoTime();
        if (last == null || now - last.nanos >= KEPT_NANOS) {
            last = new Finding(now, find());
        }
        return last.health;
    }

    private CompletableFuture<List<DatabaseHealth>> find() {
        PoolerConfig now = config.get();
        List<CompletableFuture<DatabaseHealth>> found = new ArrayList<>();
        now.databases().values().forEach(database -> found.add(health(database, now.http().isRequired(database.name()))));
        // Databases of the * entry have no entry of their own, but may be required by name.
        now.http().requiredDatabases().stream()
                .filter(name -> !name.equals(DatabaseConfig.FALLBACK) && !now.databases().containsKey(name))
                .forEach(name -> now.database(name).ifPresent(database -> found.add(health(database, true))));
        return CompletableFuture.allOf(found.toArray(new CompletableFuture<?>[0])).thenApply(done -> found.stream()
                .map(CompletableFuture::join).sorted(Comparator.comparing(DatabaseHealth::database)).toList());
    }

    private CompletableFuture<DatabaseHealth> health(DatabaseConfig database, boolean required) {
        boolean paused = pools.isHeld(database.name());
        if (!required) {
            return CompletableFuture.completedFuture(new DatabaseHealth(database.name(), false, paused, false, null));
        }
        if (numbers.hasServer(database.name())) {
            return CompletableFuture.completedFuture(new DatabaseHealth(database.name(), true, paused, true, null));
        }
        return firstOf(database.hosts(), 0, Announcement.of(database.proxyProtocol()))
                .handle((reached, problem) -> new DatabaseHealth(database.name(), true, paused, problem == null,
                        problem == null ? null : ServerConnector.reason(problem)));
    }

    /** Succeeds when one of the hosts from this one on has been reached; fails with the last host's failure. */
    private CompletableFuture<Void> firstOf(List<HostAddress> hosts, int next, Announcement announcement) {
        CompletableFuture<Void> tried = connector.reach(loop, hosts.get(next), announcement, PATIENCE);
        return next + 1 == hosts.size() ? tried
                : tried.handle((reached, problem) -> problem == null
                        ? CompletableFuture.<Void>completedFuture(null) : firstOf(hosts, next + 1, announcement))
                        .thenCompose(step -> step);
    }
}
