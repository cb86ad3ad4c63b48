package io.howdah.console.show;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** All SHOWs with rows. A new SHOW is a new file and a line here. */
public final class ShowTables {

    private static final Map<String, ShowTable<?>> BY_NAME = new LinkedHashMap<>();

    static {
        for (ShowTable<?> table : List.of(
                ShowSockets.ACTIVE_SOCKETS,
                ShowSockets.CLIENTS,
                ShowConfig.TABLE,
                ShowDatabases.TABLE,
                ShowDns.HOSTS,
                ShowDns.ZONES,
                ShowFds.TABLE,
                ShowLists.TABLE,
                ShowMem.TABLE,
                ShowPeers.PEERS,
                ShowPeers.POOLS,
                ShowPools.TABLE,
                ShowSockets.SERVERS,
                ShowSockets.SOCKETS,
                ShowState.TABLE,
                ShowStats.TABLE,
                ShowStatsAverages.TABLE,
                ShowStatsTotals.TABLE,
                ShowTotals.TABLE,
                ShowUsers.TABLE,
                ShowVersion.TABLE,
                // Howdah's own tables
                ShowCache.TABLE,
                ShowCacheRelations.TABLE,
                ShowCacheStatements.TABLE,
                ShowLoops.TABLE,
                ShowPoolsExtended.TABLE,
                ShowPrepared.TABLE,
                ShowTransactions.TABLE,
                ShowWaiting.TABLE)) {
            BY_NAME.put(table.name(), table);
        }
    }

    private ShowTables() {}

    /** All tables. */
    public static Collection<ShowTable<?>> all() {
        return BY_NAME.values();
    }

    /** The table of this name, in any case. */
    public static Optional<ShowTable<?>> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name.toUpperCase(Locale.ROOT)));
    }
}
