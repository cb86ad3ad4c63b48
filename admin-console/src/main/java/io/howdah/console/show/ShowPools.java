package io.howdah.console.show;

import io.howdah.console.view.PoolSnapshot;
import io.howdah.console.view.PoolerView;

/** SHOW POOLS: clients and servers of each pool by state. */
final class ShowPools {

    static final ShowTable<PoolSnapshot> TABLE = ShowTable.named("POOLS", PoolerView::pools)
            .text("database", PoolSnapshot::database)
            .text("user", PoolSnapshot::user)
            .int4("cl_active", PoolSnapshot::clActive)
            .int4("cl_waiting", PoolSnapshot::clWaiting)
            .int4("cl_active_cancel_req", PoolSnapshot::clActiveCancelReq)
            .int4("cl_waiting_cancel_req", PoolSnapshot::clWaitingCancelReq)
            .int4("sv_active", PoolSnapshot::svActive)
            .int4("sv_active_cancel", PoolSnapshot::svActiveCancel)
            .int4("sv_being_canceled", PoolSnapshot::svBeingCanceled)
            .int4("sv_idle", PoolSnapshot::svIdle)
            .int4("sv_used", PoolSnapshot::svUsed)
            .int4("sv_tested", PoolSnapshot::svTested)
            .int4("sv_login", PoolSnapshot::svLogin)
            .int4("maxwait", PoolSnapshot::maxwait)
            .int4("maxwait_us", PoolSnapshot::maxwaitUs)
            .text("pool_mode", PoolSnapshot::poolMode)
            .text("load_balance_hosts", PoolSnapshot::loadBalanceHosts)
            .forStatsUsers();

    private ShowPools() {}
}
