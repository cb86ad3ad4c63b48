package io.howdah.console.show;

import io.howdah.console.view.DnsHostSnapshot;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** SHOW DNS_HOSTS and SHOW DNS_ZONES. The system's resolver watches no zones, so SHOW DNS_ZONES is empty. */
final class ShowDns {

    /** @param serial of the zone's SOA record */
    private record Zone(String name, long serial, int hosts) {}

    static final ShowTable<DnsHostSnapshot> HOSTS = ShowTable
            .named("DNS_HOSTS", view -> CompletableFuture.completedStage(view.dnsHosts()))
            .text("hostname", DnsHostSnapshot::hostname)
            .int8("ttl", DnsHostSnapshot::ttl)
            .text("addrs", DnsHostSnapshot::addrs)
            .forStatsUsers();

    static final ShowTable<?> ZONES = ShowTable.named("DNS_ZONES", view -> CompletableFuture.completedStage(List.<Zone>of()))
            .text("zonename", Zone::name)
            .int8("serial", Zone::serial)
            .int4("count", Zone::hosts)
            .forStatsUsers();

    private ShowDns() {}
}
