package io.howdah.proxy.cache.control;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.backend.DataRow;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.pool.Pool;
import io.howdah.proxy.server.ServerConnection;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.CompletableFuture;

/** Asks PostgreSQL whether a server process is still there (pg_stat_activity). */
final class ProcessSearch extends ServerDialogue {

    private final int processId;
    private final Object host;
    private final CompletableFuture<Boolean> gone;
    private boolean isGone;

    private ProcessSearch(Pool pool, ServerConnection server, int processId, Object host, CompletableFuture<Boolean> gone) {
        super(pool, server, gone);
        this.processId = processId;
        this.host = host;
        this.gone = gone;
    }

    /**
     * Asks a server of the pool.
     *
     * @param host where the process runs; another host cannot tell
     * @return whether it is known that the process has ended; fails if no server can be asked
     */
    static CompletableFuture<Boolean> ask(Pool pool, Loop loop, int processId, Object host) {
        return PoolVisit.begin(pool, loop, (server, gone) -> new ProcessSearch(pool, server, processId, host, gone));
    }

    @Override
    void ask() {
        query("SELECT pg_catalog.count(*) FROM pg_catalog.pg_stat_get_activity(" + processId + ") WHERE pid IS NOT NULL");
    }

    @Override
    void message(byte type, ByteBuf body) {
        if (type == BackendType.DATA_ROW) {
            isGone = server().host().equals(host) && "0".equals(DataRow.read(body).text(0));
        } else if (type == BackendType.ERROR_RESPONSE) {
            failed(ErrorResponse.read(body));
        }
    }

    @Override
    boolean answered() {
        return false;
    }

    @Override
    void complete() {
        gone.complete(isGone);
    }
}
