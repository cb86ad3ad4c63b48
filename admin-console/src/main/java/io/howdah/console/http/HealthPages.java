package io.howdah.console.http;

import io.howdah.console.view.DatabaseHealth;
import io.howdah.console.view.PoolSnapshot;
import io.howdah.console.view.PoolerState;
import io.howdah.console.view.PoolerView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * {@code /health/live} tells a supervisor whether every event loop answers. {@code /health/ready} tells a load balancer whether
 * to send new clients. Both answer 200 or 503, with the reason as JSON.
 */
public final class HealthPages {

    /** A loop that takes longer than this to answer counts as dead. */
    private static final long ANSWER_MILLIS = 5_000;

    /** The body lists no more pools than this. */
    private static final int MOST_POOLS = 1_000;

    private final PoolerView view;
    private final long answerMillis;

    /** @param view read at each request */
    public HealthPages(PoolerView view) {
        this(view, ANSWER_MILLIS);
    }

    HealthPages(PoolerView view, long answerMillis) {
        this.view = view;
        this.answerMillis = answerMillis;
    }

    /** Answers 200 while the event loops answer, also for a draining or paused pooler. */
    public CompletionStage<StatusReply> live(StatusRequest request, Executor work) {
        return view.loopLags().toCompletableFuture().copy().orTimeout(answerMillis, TimeUnit.MILLISECONDS)
                .handleAsync((lags, problem) -> {
                    Map<String, Object> body = new LinkedHashMap<>();
                    body.put("status", problem == null ? "live" : "stuck");
                    if (!request.trusted()) {
                        // An untrusted request gets the status without reasons.
                    } else if (problem != null) {
                        body.put("reasons", List.of("an event loop has not answered for " + answerMillis + " ms"));
                    } else {
                        body.put("event_loops", lags.size());
                        body.put("slowest_loop_lag_us", lags.stream().mapToLong(nanos -> nanos / 1000).max().orElse(0));
                    }
                    return StatusReply.json(problem == null ? 200 : 503, TablesPage.document(body));
                }, work);
    }

    /** Answers 200 while new clients should come. */
    public CompletionStage<StatusReply> ready(StatusRequest request, Executor work) {
        CompletableFuture<List<DatabaseHealth>> databases = view.databaseHealth().toCompletableFuture().copy()
                .orTimeout(answerMillis, TimeUnit.MILLISECONDS);
        return databases.handle((known, problem) -> known).thenCombineAsync(view.pools(),
                (health, pools) -> readiness(health, pools, request.trusted()), work);
    }

    /** @param databases null if they did not answer in time */
    private StatusReply readiness(@Nullable List<DatabaseHealth> databases, List<PoolSnapshot> pools, boolean trusted) {
        PoolerState state = view.state();
        List<String> reasons = new ArrayList<>();
        if (state.shuttingDown()) {
            reasons.add("shutting down");
        }
        if (state.paused()) {
            reasons.add("paused");
        }
        if (state.suspended()) {
            reasons.add("suspended");
        }
        if (databases == null) {
            reasons.add("the required databases could not be asked for");
        } else {
            databases.stream().filter(database -> database.required() && database.paused())
                    .forEach(database -> reasons.add("database " + database.database() + " is paused"));
            databases.stream().filter(database -> database.required() && !database.reachable())
                    .forEach(database -> reasons.add("no server of database " + database.database() + " can be reached"));
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", reasons.isEmpty() ? "ready" : "not ready");
        if (!trusted) {
            return StatusReply.json(reasons.isEmpty() ? 200 : 503, TablesPage.document(body));
        }
        body.put("reasons", reasons);
        body.put("databases", databases == null ? List.of() : databases.stream().map(HealthPages::object).toList());
        body.put("pools", pools.stream().limit(MOST_POOLS).map(HealthPages::object).toList());
        return StatusReply.json(reasons.isEmpty() ? 200 : 503, TablesPage.document(body));
    }

    private static Map<String, Object> object(DatabaseHealth database) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("database", database.database());
        object.put("required", database.required());
        object.put("paused", database.paused());
        object.put("reachable", database.required() ? database.reachable() : null);
        if (database.problem() != null) {
            object.put("problem", database.problem());
        }
        return object;
    }

    private static Map<String, Object> object(PoolSnapshot pool) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("database", pool.database());
        object.put("user", pool.user());
        object.put("pool_mode", pool.poolMode());
        object.put("cl_active", pool.clActive());
        object.put("cl_waiting", pool.clWaiting());
        object.put("sv_active", pool.svActive());
        object.put("sv_idle", pool.svIdle() + pool.svUsed());
        object.put("sv_login", pool.svLogin());
        object.put("maxwait_us", pool.maxwait() * 1_000_000L + pool.maxwaitUs());
        return object;
    }
}
