package io.howdah.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.console.show.ShowTables;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** CVE-2026-6667: a user with the right to SHOW must not be able to give an order. This matrix has every command. */
class PermissionsTest {

    /** One text for every kind of command, and whether stats_users may run it. */
    private static final Map<String, Boolean> MATRIX = new LinkedHashMap<>();

    static {
        for (String table : List.of("ACTIVE_SOCKETS", "CLIENTS", "CONFIG", "DATABASES", "DNS_HOSTS", "DNS_ZONES", "LISTS", "MEM",
                "PEERS", "PEER_POOLS", "POOLS", "SERVERS", "SOCKETS", "STATE", "STATS", "STATS_TOTALS", "STATS_AVERAGES",
                "TOTALS", "USERS", "VERSION", "WAITING", "TRANSACTIONS", "LOOPS", "POOLS_EXTENDED",
                "CACHE", "CACHE_RELATIONS")) {
            MATRIX.put("SHOW " + table, true);
        }
        MATRIX.put("SHOW FDS", false);
        MATRIX.put("SHOW PREPARED", false);
        MATRIX.put("SHOW CACHE_STATEMENTS", false);
        MATRIX.put("SHOW HELP", true);
        MATRIX.put("SHOW client_encoding", true);
        MATRIX.put("SELECT 1", true);
        MATRIX.put("SET extra_float_digits = 3", true);
        MATRIX.put("BEGIN", true);
        MATRIX.put("DISCARD ALL", true);
        for (String order : List.of("SET default_pool_size = 30", "RELOAD", "PAUSE", "RESUME", "DISABLE shop", "ENABLE shop",
                "RECONNECT", "KILL", "KILL_CLIENT 1", "SUSPEND", "SHUTDOWN WAIT_FOR_SERVERS", "WAIT_CLOSE",
                "CACHE EXPLAIN 'SELECT 1'", "CACHE FLUSH", "CACHE BYPASS ON", "PAUSE CACHE", "RESUME CACHE")) {
            MATRIX.put(order, false);
        }
    }

    static Stream<Map.Entry<String, Boolean>> matrix() {
        return MATRIX.entrySet().stream();
    }

    private static AdminCommand command(String text) {
        try {
            return AdminCommandParser.parse(text).get(0).command();
        } catch (CommandSyntaxException e) {
            throw new AssertionError(text, e);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("matrix")
    void administratorsMayDoEverythingOthersWhatIsListed(Map.Entry<String, Boolean> row) {
        assertThat(Permissions.allow(Role.ADMIN, command(row.getKey()))).isTrue();
        assertThat(Permissions.allow(Role.STATS, command(row.getKey()))).isEqualTo(row.getValue());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("matrix")
    @DisplayName("The session holds to it, in both protocols, and refuses everything to one who is on neither list any more")
    void theSessionHoldsToIt(Map.Entry<String, Boolean> row) {
        TestConsole console = new TestConsole();
        for (Role role : new Role[] {Role.STATS, null}) {
            boolean allowed = role != null && row.getValue();
            console.as(role);
            List<String> simple = console.query(row.getKey());
            List<String> extended = console.say(ConsoleSessionTest.extended(row.getKey()));
            for (List<String> answer : List.of(simple, extended)) {
                boolean refused = answer.stream().anyMatch(line -> line.startsWith("error ERROR 08P01 admin access needed"));
                assertThat(refused).as("%s as %s: %s", row.getKey(), role, answer).isEqualTo(!allowed);
            }
        }
        assertThat(console.control.orders).isEmpty();
    }

    @Test
    void everyCommandAndTableIsInTheMatrix() {
        assertThat(MATRIX.keySet().stream().<Object>map(text -> command(text).getClass()).distinct())
                .containsExactlyInAnyOrder((Object[]) AdminCommand.class.getPermittedSubclasses());
        ShowTables.all().forEach(table -> assertThat(MATRIX).containsKey("SHOW " + table.name()));
    }
}
