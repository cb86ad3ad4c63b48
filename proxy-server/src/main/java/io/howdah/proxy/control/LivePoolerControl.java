package io.howdah.proxy.control;

import io.howdah.config.ConfigException;
import io.howdah.config.PoolerConfig;
import io.howdah.console.view.CacheScope;
import io.howdah.console.view.CacheVerdict;
import io.howdah.console.view.ControlException;
import io.howdah.console.view.PoolerControl;
import io.howdah.console.view.PoolerState;
import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.auth.AuthQuery;
import io.howdah.proxy.client.Client;
import io.howdah.proxy.client.LoopClients;
import io.howdah.proxy.console.ConsoleClients;
import io.howdah.proxy.console.ConsoleConnection;
import io.howdah.proxy.live.OnEachLoop;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.pool.Hold;
import io.howdah.proxy.pool.Pool;
import io.howdah.proxy.pool.Pools;
import io.howdah.proxy.server.DisconnectReason;
import io.howdah.proxy.server.ServerConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out an operator's orders on the running pooler, under PgBouncer's conditions and in PgBouncer's words. */
public final class LivePoolerControl implements PoolerControl {

    private static final Logger LOG = LoggerFactory.getLogger(LivePoolerControl.class);

    private enum Mode { RUNNING, PAUSED, SUSPENDED }

    /** A PAUSE that waits until no server is left. */
    private record Pausing(Optional<String> database, CompletableFuture<Void> answer) {}

    private final List<Loop> loops;
    private final List<LoopClients> sessions;
    private final Pools pools;
    private final ConsoleClients consoles;
    private final Suspension suspension;
    private final Supplier<PoolerConfig> config;
    private final ProcessOrders orders;
    private final Executor work;
    private final OnEachLoop onEachLoop;
    private final CacheExplanations explanations;
    private final CacheSteering cache;
    private final AuthQuery lookups;

    private final List<Pausing> pausing = new ArrayList<>();
    private Mode mode = Mode.RUNNING;

    /**
     * @param sessions the clients of each loop
     * @param work runs the orders that read files
     * @param cache steers the pooler's result cache
     * @param lookups of users
     */
    public LivePoolerControl(List<Loop> loops, List<LoopClients> sessions, Pools pools, ConsoleClients consoles,
            Suspension suspension, Supplier<PoolerConfig> config, ProcessOrders orders, Executor work, CacheSteering cache,
            AuthQuery lookups) {
        this.loops = List.copyOf(loops);
        this.sessions = List.copyOf(sessions);
        this.pools = pools;
        this.consoles = consoles;
        this.suspension = suspension;
        this.config = config;
        this.orders = orders;
        this.work = work;
        this.onEachLoop = new OnEachLoop(loops);
        this.explanations = new CacheExplanations(pools, loops.get(0));
        this.cache = cache;
        this.lookups = lookups;
    }

    /** Whether PAUSE or SUSPEND holds the whole pooler. */
    public synchronized PoolerState state() {
        return new PoolerState(mode == Mode.PAUSED, mode == Mode.SUSPENDED, false);
    }

    // ---- PAUSE and RESUME

    @Override
    public synchronized CompletableFuture<Void> pause(Optional<String> database, Duration limit) {
        requireRunning();
        issued("PAUSE", database);
        database.ifPresent(name -> requireDatabase(name, "pause"));
        if (database.isEmpty()) {
            mode = Mode.PAUSED;
        }
        Pausing order = new Pausing(database, new CompletableFuture<>());
        pausing.add(order);
        CompletableFuture<Void> noServers = pools.pause(database);
        ScheduledFuture<?> deadline = limit.isZero() ? null : loops.get(0).eventLoop().schedule(
                () -> order.answer.completeExceptionally(tookTooLong(database)), limit.toMillis(), TimeUnit.MILLISECONDS);
        order.answer.whenComplete((done, problem) -> {
            noServers.cancel(false);
            if (deadline != null) {
                deadline.cancel(false);
            }
            pauseEnded(order, problem != null);
        });
        noServers.thenRun(() -> order.answer.complete(null));
        return order.answer;
    }

    private ControlException tookTooLong(Optional<String> database) {
        long left = pools.all().stream().filter(pool -> database.isEmpty() || pool.key().database().equals(database.get()))
                .mapToLong(pool -> pool.connections().size()).sum();
        return new ControlException(SqlState.QUERY_CANCELED, "PAUSE timeout",
                left + " connections to servers are still in use; nothing is paused");
    }

    /** Ends a PAUSE. A PAUSE that was not carried out is undone, unless another PAUSE asks for the same database. */
    private synchronized void pauseEnded(Pausing order, boolean undo) {
        boolean pending = pausing.remove(order);
        boolean wantedByAnother = pausing.stream().anyMatch(other -> other.database.equals(order.database));
        if (pending && undo && !wantedByAnother) {
            if (order.database.isEmpty()) {
                mode = Mode.RUNNING;
            }
            pools.resume(order.database);
            LOG.info("PAUSE{} undone", order.database.map(name -> " '" + name + "'").orElse(""));
        }
    }

    @Override
    public synchronized void resume(Optional<String> database) {
        issued("RESUME", database);
        if (database.isPresent()) {
            resume(database.get());
        } else if (orders.isShuttingDown()) {
            throw new ControlException("pooler is shutting down");
        } else if (mode == Mode.RUNNING && pools.killed().isEmpty()) {
            throw new ControlException("pooler is not paused/suspended");
        } else if (mode == Mode.SUSPENDED) {
            mode = Mode.RUNNING;
            suspension.end();
        } else {
            mode = Mode.RUNNING;
            pools.resume(Optional.empty());
            pools.killed().forEach(name -> pools.resume(Optional.of(name)));
        }
        endPausing(database);
    }

    private void resume(String database) {
        if (config.get().database(database).isEmpty() && !config.get().isConsole(database)) {
            throw new ControlException("no such database: " + database);
        }
        if (!pools.holds(database).isPaused()) {
            throw new ControlException("database " + database + " is not paused");
        }
        pools.resume(Optional.of(database));
    }

    /** Answers each PAUSE that still waits and that RESUME has taken back. */
    private void endPausing(Optional<String> database) {
        for (Pausing order : List.copyOf(pausing)) {
            if (order.database.equals(database)) {
                pausing.remove(order);
                order.answer.completeExceptionally(new ControlException(SqlState.QUERY_CANCELED, "PAUSE ended by RESUME", null));
            }
        }
    }

    // ---- SUSPEND

    @Override
    public synchronized CompletableFuture<Void> suspend() {
        requireRunning();
        boolean somePaused = pools.all().stream().anyMatch(pool -> pools.holds(pool.key().database()).isPaused())
                || config.get().databases().keySet().stream().anyMatch(name -> pools.holds(name).isPaused());
        if (somePaused) {
            throw new ControlException("cannot suspend with paused databases");
        }
        issued("SUSPEND", Optional.empty());
        mode = Mode.SUSPENDED;
        CompletableFuture<Void> answer = suspension.begin(config.get().timeouts().suspend());
        answer.whenComplete((done, problem) -> {
            if (problem != null) {
                endSuspension();
            }
        });
        return answer;
    }

    @Override
    public void consolesGone() {
        if (state().suspended()) {
            LOG.info("admin disappeared when suspended, doing RESUME");
            endSuspension();
        }
    }

    private synchronized void endSuspension() {
        if (mode == Mode.SUSPENDED) {
            mode = Mode.RUNNING;
            suspension.end();
        }
    }

    // ---- DISABLE, RECONNECT, KILL, WAIT_CLOSE

    @Override
    public void disable(String database) {
        issued("DISABLE", Optional.of(database));
        requireDatabase(database, "disable");
        pools.holds(database).add(Hold.DISABLED);
    }

    @Override
    public void enable(String database) {
        issued("ENABLE", Optional.of(database));
        requireDatabase(database, "enable");
        pools.holds(database).lift(Hold.DISABLED);
    }

    @Override
    public void reconnect(Optional<String> database) {
        issued("RECONNECT", database);
        database.ifPresent(name -> requireDatabase(name, "reconnect"));
        pools.reconnect(database);
        cache.reconnected();
        lookups.reconnect();
    }

    @Override
    public synchronized CompletableFuture<Void> kill(Optional<String> database) {
        requireRunning();
        issued("KILL", database);
        database.ifPresent(name -> requireDatabase(name, "kill"));
        Set<String> names = new TreeSet<>(database.map(Set::of).orElseGet(this::databases));
        Hold hold = database.isPresent() ? Hold.PAUSED : Hold.KILLED;
        names.forEach(name -> pools.holds(name).add(hold));
        return onEachLoop.ask(loop -> {
            for (Client client : sessions.get(loop.index()).everybody()) {
                if (names.contains(client.database())) {
                    kill(client);
                }
            }
            return loop;
        }).thenAccept(all -> names.forEach(pools::killServers)).toCompletableFuture();
    }

    /** Kills a client and its server. The server goes first, so that the client's end sends no cancel request and no ROLLBACK. */
    private static void kill(Client client) {
        ServerConnection linked = client.report().server();
        if (linked != null) {
            linked.close(DisconnectReason.KILLED);
        }
        end(client, DisconnectReason.KILLED.text());
    }

    private Set<String> databases() {
        Set<String> names = new HashSet<>(config.get().databases().keySet());
        pools.all().forEach((Pool pool) -> names.add(pool.key().database()));
        return names;
    }

    @Override
    public CompletableFuture<Void> killClient(int id) {
        return onEachLoop.ask(loop -> killClient(id, loop)).<Void>thenApply(found -> {
            if (!found.contains(true)) {
                throw new ControlException("client not found");
            }
            return null;
        }).toCompletableFuture();
    }

    private boolean killClient(int id, Loop loop) {
        for (Client client : sessions.get(loop.index()).everybody()) {
            if (client.id() == id) {
                end(client, "admin forced disconnect");
                return true;
            }
        }
        for (ConsoleConnection console : consoles.all()) {
            if (console.loop() == loop && console.processId() == id) {
                console.end(ended("admin forced disconnect"));
                return true;
            }
        }
        return false;
    }

    private static void end(Client client, String reason) {
        client.end(ended(reason), reason);
    }

    private static ErrorResponse ended(String reason) {
        return ErrorResponse.of("FATAL", SqlState.ADMIN_SHUTDOWN, reason);
    }

    @Override
    public CompletableFuture<CacheVerdict> explainCache(String statement, Optional<String> database, Optional<String> user) {
        return explanations.explain(statement, database, user);
    }

    @Override
    public CompletableFuture<Long> flushCache(CacheScope scope) {
        return CompletableFuture.completedFuture(cache.flush(scope));
    }

    @Override
    public void pauseCache() {
        cache.pause(true);
    }

    @Override
    public void resumeCache() {
        cache.pause(false);
    }

    @Override
    public void bypassCache(boolean on) {
        cache.bypass(on);
    }

    @Override
    public CompletableFuture<Void> waitClose(Optional<String> database) {
        issued("WAIT_CLOSE", database);
        database.ifPresent(name -> requireDatabase(name, "wait in"));
        return pools.waitClose(database);
    }

    // ---- RELOAD, SET, SHUTDOWN

    @Override
    public CompletableFuture<List<String>> reload() {
        issued("RELOAD", Optional.empty());
        return reading(orders::reload, SqlState.CONFIG_FILE_ERROR, "RELOAD failed, see logs for additional details");
    }

    @Override
    public CompletableFuture<List<String>> set(String key, String value) {
        return reading(() -> orders.set(key, value), SqlState.PROTOCOL_VIOLATION, "SET failed");
    }

    private interface Reading {
        List<String> read() throws ConfigException;
    }

    private CompletableFuture<List<String>> reading(Reading reading, SqlState state, String failed) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return reading.read();
            } catch (ConfigException e) {
                throw new ControlException(state, failed, e.getMessage());
            } catch (UncheckedIOException e) {
                IOException cause = e.getCause();
                assert cause != null : "an UncheckedIOException has a cause";
                throw new ControlException(state, failed, cause.getMessage());
            }
        }, work);
    }

    @Override
    public void shutdown(Shutdown how) {
        LOG.info("SHUTDOWN{} command issued", how == Shutdown.IMMEDIATE ? "" : " " + how);
        orders.shutdown(how);
    }

    // ---- shared by the orders

    private void requireRunning() {
        if (mode != Mode.RUNNING) {
            throw new ControlException("already suspended/paused");
        }
    }

    /** @param what the order, for the error: the admin database takes none of these orders */
    private void requireDatabase(String database, String what) {
        if (config.get().isConsole(database)) {
            throw new ControlException("cannot " + what + " admin db: " + database);
        }
        if (config.get().database(database).isEmpty()) {
            throw new ControlException("no such database: " + database);
        }
    }

    private static void issued(String command, Optional<String> database) {
        LOG.info("{}{} command issued", command, database.map(name -> " '" + name + "'").orElse(""));
    }
}
