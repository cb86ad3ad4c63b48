package io.howdah.console.show;

import io.howdah.console.view.PoolerView;
import io.howdah.console.view.SocketSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;

/** SHOW CLIENTS, SHOW SERVERS, SHOW SOCKETS and SHOW ACTIVE_SOCKETS: one row per connection, with the same columns. */
final class ShowSockets {

    static final ShowTable<SocketSnapshot> CLIENTS = columns(ShowTable.named("CLIENTS", PoolerView::clients),
            SocketSnapshot::state)
            .forStatsUsers();

    static final ShowTable<SocketSnapshot> SERVERS = columns(ShowTable.named("SERVERS", PoolerView::servers),
            SocketSnapshot::state)
            .forStatsUsers();

    static final ShowTable<SocketSnapshot> SOCKETS = withBuffers("SOCKETS", socket -> true);

    static final ShowTable<SocketSnapshot> ACTIVE_SOCKETS = withBuffers("ACTIVE_SOCKETS", socket -> !socket.buffers().areEmpty());

    /** PgBouncer leaves connections in these states out of SHOW SOCKETS. */
    private static final Set<String> CANCEL_STATES = Set.of("active_cancel_req", "waiting_cancel_req", "active_cancel",
            "being_canceled");

    private ShowSockets() {}

    private static ShowTable.Builder<SocketSnapshot> columns(
            ShowTable.Builder<SocketSnapshot> table, Function<SocketSnapshot, String> state) {
        return table
                .text("type", socket -> String.valueOf(socket.type()))
                .text("user", SocketSnapshot::user)
                .text("database", SocketSnapshot::database)
                .text("replication", SocketSnapshot::replication)
                .text("state", state)
                .text("addr", SocketSnapshot::addr)
                .int4("port", SocketSnapshot::port)
                .text("local_addr", SocketSnapshot::localAddr)
                .int4("local_port", SocketSnapshot::localPort)
                .time("connect_time", SocketSnapshot::connectTime)
                .time("request_time", SocketSnapshot::requestTime)
                .int4("wait", socket -> (int) (socket.waitMicros() / 1_000_000))
                .int4("wait_us", socket -> (int) (socket.waitMicros() % 1_000_000))
                .flag("close_needed", SocketSnapshot::closeNeeded)
                .text("ptr", SocketSnapshot::ptr)
                .text("link", SocketSnapshot::link)
                .int4("remote_pid", SocketSnapshot::remotePid)
                .text("tls", SocketSnapshot::tls)
                .text("application_name", SocketSnapshot::applicationName)
                .int4("prepared_statements", SocketSnapshot::preparedStatements)
                .int4("id", SocketSnapshot::id);
    }

    /** Columns for positions in PgBouncer's buffers stay 0. */
    private static ShowTable<SocketSnapshot> withBuffers(String name, Predicate<SocketSnapshot> shown) {
        return columns(ShowTable.named(name, view -> sockets(view, shown)), ShowSockets::prefixedState)
                .int4("recv_pos", socket -> socket.buffers().held())
                .int4("pkt_pos", socket -> 0)
                .int4("pkt_remain", socket -> socket.buffers().frameRemain())
                .int4("send_pos", socket -> 0)
                .int4("send_remain", socket -> 0)
                .int4("pkt_avail", socket -> socket.buffers().held())
                .int4("send_avail", socket -> (int) Math.min(Integer.MAX_VALUE, socket.buffers().unsent()))
                .forStatsUsers();
    }

    private static CompletionStage<List<SocketSnapshot>> sockets(PoolerView view, Predicate<SocketSnapshot> shown) {
        return view.clients().thenCombine(view.servers(), ShowSockets::joined).thenCombine(view.logins(), ShowSockets::joined)
                .thenApply(all -> all.stream().filter(socket -> !CANCEL_STATES.contains(socket.state())).filter(shown).toList());
    }

    private static List<SocketSnapshot> joined(List<SocketSnapshot> some, List<SocketSnapshot> more) {
        List<SocketSnapshot> all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }

    /** PgBouncer's words: an idle client is cl_active, a server that logs in is sv_login. */
    private static String prefixedState(SocketSnapshot socket) {
        if (socket.isClient()) {
            return "cl_" + (socket.state().equals("idle") ? "active" : socket.state());
        }
        return "sv_" + (socket.state().equals("new") ? "login" : socket.state());
    }
}
