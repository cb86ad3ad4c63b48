package io.howdah.console.show;

import io.howdah.console.view.ListSizes;
import java.util.List;

/** SHOW LISTS: counts of databases, users, pools, clients, servers and names. */
final class ShowLists {

    static final ShowTable<Item<Integer>> TABLE = ShowTable.named("LISTS", view -> view.lists().thenApply(ShowLists::rows))
            .text("list", Item::name)
            .int4("items", Item::value)
            .forStatsUsers();

    private ShowLists() {}

    private static List<Item<Integer>> rows(ListSizes sizes) {
        return List.of(
                new Item<>("databases", sizes.databases()),
                new Item<>("users", sizes.users()),
                new Item<>("peers", sizes.peers()),
                new Item<>("pools", sizes.pools()),
                new Item<>("peer_pools", sizes.peerPools()),
                new Item<>("free_clients", sizes.freeClients()),
                new Item<>("used_clients", sizes.usedClients()),
                new Item<>("login_clients", sizes.loginClients()),
                new Item<>("free_servers", sizes.freeServers()),
                new Item<>("used_servers", sizes.usedServers()),
                new Item<>("dns_names", sizes.dnsNames()),
                new Item<>("dns_zones", sizes.dnsZones()),
                new Item<>("dns_queries", sizes.dnsQueries()),
                new Item<>("dns_pending", sizes.dnsPending()));
    }
}
