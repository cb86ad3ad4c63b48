package io.howdah.console.show;

import io.howdah.console.view.PeerPoolSnapshot;
import io.howdah.console.view.PeerSnapshot;
import java.util.concurrent.CompletableFuture;

/** SHOW PEERS and SHOW PEER_POOLS: other processes that share the port. */
final class ShowPeers {

    static final ShowTable<PeerSnapshot> PEERS = ShowTable.named("PEERS", view -> CompletableFuture.completedStage(view.peers()))
            .int4("peer_id", PeerSnapshot::peerId)
            .text("host", PeerSnapshot::host)
            .int4("port", PeerSnapshot::port)
            .int4("pool_size", PeerSnapshot::poolSize)
            .forStatsUsers();

    static final ShowTable<PeerPoolSnapshot> POOLS = ShowTable
            .named("PEER_POOLS", view -> CompletableFuture.completedStage(view.peerPools()))
            .int4("peer_id", PeerPoolSnapshot::peerId)
            .int4("cl_active_cancel_req", PeerPoolSnapshot::clActiveCancelReq)
            .int4("cl_waiting_cancel_req", PeerPoolSnapshot::clWaitingCancelReq)
            .int4("sv_active_cancel", PeerPoolSnapshot::svActiveCancel)
            .int4("sv_login", PeerPoolSnapshot::svLogin)
            .forStatsUsers();

    private ShowPeers() {}
}
