package io.howdah.console.show;

import io.howdah.console.view.PoolerView;
import io.howdah.console.view.SocketSnapshot;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** SHOW WAITING: who waits for a server, longest first. Howdah's own. */
final class ShowWaiting {

    private static final String WAITING = "waiting";
    private static final String WAITING_CANCEL = "waiting_cancel_req";

    /** @param position in the pool's queue, from 1; 0 for a cancel request, which has no queue */
    private record Place(SocketSnapshot client, int position) {}

    static final ShowTable<?> TABLE = ShowTable.named("WAITING", view -> view.clients().thenApply(ShowWaiting::places))
            .text("database", place -> place.client().database())
            .text("user", place -> place.client().user())
            .text("application_name", place -> place.client().applicationName())
            .text("addr", place -> place.client().addr())
            .int4("port", place -> place.client().port())
            .text("state", place -> place.client().state())
            .int4("position", Place::position)
            .int4("wait", place -> (int) (place.client().waitMicros() / 1_000_000))
            .int4("wait_us", place -> (int) (place.client().waitMicros() % 1_000_000))
            .text("ptr", place -> place.client().ptr())
            .int4("id", place -> place.client().id())
            .forStatsUsers();

    private ShowWaiting() {}

    private static List<Place> places(List<SocketSnapshot> clients) {
        Map<String, Map<String, Integer>> last = new HashMap<>();
        return clients.stream()
                .filter(client -> client.state().equals(WAITING) || client.state().equals(WAITING_CANCEL))
                .sorted(Comparator.comparingLong(SocketSnapshot::waitMicros).reversed())
                .map(client -> new Place(client, client.state().equals(WAITING)
                        ? last.computeIfAbsent(client.database(), name -> new HashMap<>()).merge(client.user(), 1, Integer::sum)
                        : 0))
                .toList();
    }
}
