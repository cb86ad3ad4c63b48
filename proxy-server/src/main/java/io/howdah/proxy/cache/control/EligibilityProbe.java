package io.howdah.proxy.cache.control;

import io.howdah.proxy.cache.probe.Finding;
import io.howdah.proxy.cache.probe.ProbeScript;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.pool.Pool;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Asks PostgreSQL whether the answer to a statement may be cached, and what the statement may write. */
public final class EligibilityProbe {

    private EligibilityProbe() {}

    /**
     * Asks about one statement.
     *
     * @param loop the loop on which the probe lives; any thread may call
     * @param parse the body of a Parse message behind the statement's name
     * @param settings assignments of the client's own values, see {@link ProbeScript}; without any the statement is parsed in the
     *     environment that a server has by itself: the role's and the database's own settings
     * @return the finding; fails with an IllegalStateException if no server can be asked
     */
    public static CompletableFuture<Finding> ask(Pool pool, Loop loop, byte[] parse, List<String> settings) {
        ProbeScript script = new ProbeScript(parse, settings);
        return PoolVisit.begin(pool, loop, (server, finding) -> new ProbeDialogue(pool, server, script, finding));
    }
}
