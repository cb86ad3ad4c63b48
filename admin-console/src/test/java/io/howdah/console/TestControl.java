package io.howdah.console;

import io.howdah.console.view.CacheScope;
import io.howdah.console.view.CacheVerdict;
import io.howdah.console.view.ControlException;
import io.howdah.console.view.PoolerControl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Records the orders. The test completes the orders that take time. */
final class TestControl implements PoolerControl {

    final List<String> orders = new ArrayList<>();
    CompletableFuture<Void> longOrder = CompletableFuture.completedFuture(null);
    CompletableFuture<List<String>> said = CompletableFuture.completedFuture(List.of());
    CompletableFuture<Long> flushed = CompletableFuture.completedFuture(17L);
    ControlException refusal;

    private void ordered(String order) {
        orders.add(order);
        if (refusal != null) {
            throw refusal;
        }
    }

    @Override
    public CompletableFuture<Void> pause(Optional<String> database, Duration limit) {
        ordered("pause " + database.orElse("*") + " " + limit.toMillis());
        return longOrder;
    }

    @Override
    public void resume(Optional<String> database) {
        ordered("resume " + database.orElse("*"));
    }

    @Override
    public void disable(String database) {
        ordered("disable " + database);
    }

    @Override
    public void enable(String database) {
        ordered("enable " + database);
    }

    @Override
    public void reconnect(Optional<String> database) {
        ordered("reconnect " + database.orElse("*"));
    }

    @Override
    public CompletableFuture<Void> kill(Optional<String> database) {
        ordered("kill " + database.orElse("*"));
        return longOrder;
    }

    @Override
    public CompletableFuture<Void> killClient(int id) {
        ordered("kill_client " + id);
        return longOrder;
    }

    @Override
    public CompletableFuture<Void> suspend() {
        ordered("suspend");
        return longOrder;
    }

    @Override
    public void consolesGone() {
        ordered("consoles gone");
    }

    @Override
    public CompletableFuture<List<String>> reload() {
        ordered("reload");
        return said;
    }

    @Override
    public CompletableFuture<List<String>> set(String key, String value) {
        ordered("set " + key + " " + value);
        return said;
    }

    @Override
    public void shutdown(Shutdown mode) {
        ordered("shutdown " + mode);
    }

    @Override
    public CompletableFuture<Void> waitClose(Optional<String> database) {
        ordered("wait_close " + database.orElse("*"));
        return longOrder;
    }

    @Override
    public CompletableFuture<Long> flushCache(CacheScope scope) {
        ordered("flush " + scope);
        return flushed;
    }

    @Override
    public void pauseCache() {
        ordered("pause cache");
    }

    @Override
    public void resumeCache() {
        ordered("resume cache");
    }

    @Override
    public void bypassCache(boolean on) {
        ordered("bypass cache " + on);
    }

    @Override
    public CompletableFuture<CacheVerdict> explainCache(String statement, Optional<String> database, Optional<String> user) {
        ordered("explain " + statement + " " + database.orElse("*") + " " + user.orElse("*"));
        return CompletableFuture.completedFuture(
                new CacheVerdict("sales", "app", false, "volatile_function", "the function is volatile: random()", List.of()));
    }
}
