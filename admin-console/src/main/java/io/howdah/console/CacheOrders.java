package io.howdah.console;

import io.howdah.console.show.ColumnType;
import io.howdah.console.view.CacheVerdict;
import io.howdah.console.view.PoolerControl;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Runs the orders to the result cache. */
final class CacheOrders {

    /** The columns of CACHE EXPLAIN. */
    static final List<Answer.Column> EXPLAIN = List.of(new Answer.Column("database", ColumnType.TEXT),
            new Answer.Column("user", ColumnType.TEXT), new Answer.Column("eligible", ColumnType.INT4),
            new Answer.Column("reason", ColumnType.TEXT), new Answer.Column("detail", ColumnType.TEXT),
            new Answer.Column("tables", ColumnType.TEXT));

    private final PoolerControl control;

    CacheOrders(PoolerControl control) {
        this.control = control;
    }

    /** @return null for a command that is no order to the cache */
    @Nullable
    CompletableFuture<Answer> order(AdminCommand command) {
        if (command instanceof AdminCommand.CacheExplain explain) {
            return Answer.of(control.explainCache(explain.statement(), explain.database(), explain.user()),
                    said -> Answer.rows(EXPLAIN, List.of(row(said)), "CACHE"));
        } else if (command instanceof AdminCommand.CacheFlush flush) {
            return Answer.of(control.flushCache(flush.scope()), dropped -> Answer.done("CACHE FLUSH " + dropped));
        } else if (command instanceof AdminCommand.CacheBypass bypass) {
            control.bypassCache(bypass.on());
            return CompletableFuture.completedFuture(Answer.done("CACHE BYPASS"));
        } else if (command instanceof AdminCommand.PauseCache) {
            control.pauseCache();
            return CompletableFuture.completedFuture(Answer.done("PAUSE"));
        } else if (command instanceof AdminCommand.ResumeCache) {
            control.resumeCache();
            return CompletableFuture.completedFuture(Answer.done("RESUME"));
        }
        return null;
    }

    private static List<@Nullable Object> row(CacheVerdict said) {
        return List.of(said.database(), said.user(), said.eligible() ? 1 : 0, said.reason(), said.detail(),
                String.join(", ", said.tables()));
    }
}
