package io.howdah.config.hba;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** HBA files and ident files with any content: each line is a rule, or nothing, or a problem; and rules are for clients or not. */
class HbaFileFuzzTest {

    private static final Map<String, String> FILES = Map.of("names", "alice, bob\n\"carol\" # and nobody else\n@more", "more",
            "dave", "self", "@self", "twice", "@self, @more");

    private static final List<HbaClient> CLIENTS = List.of(client(null, false, false, "shop", "alice"),
            client("127.0.0.1", false, false, "alice", "alice", "alice", "staff"),
            client("10.1.2.3", true, false, "shop", "bob", "bob", "shop"), client("::1", true, true, "", "carol"));

    private static HbaClient client(String address, boolean encrypted, boolean replication, String database, String user,
            String... roles) {
        try {
            return new HbaClient(address == null ? null : InetAddress.getByName(address), encrypted, replication, database, user,
                    Set.of(roles));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @FuzzTest(maxDuration = "10m")
    void anyContent(byte[] content) {
        String text = new String(content, StandardCharsets.UTF_8);
        int lines = text.split("\n", -1).length;
        List<Integer> told = new ArrayList<>();
        HbaRules rules = HbaFile.parse(text, (name, line) -> {
            Optional<String> named = Optional.ofNullable(FILES.get(name));
            if (named.isEmpty()) {
                told.add(line);
            }
            return named;
        }, (line, message, expected) -> {
            assertThat(message).isNotEmpty();
            told.add(line);
        });
        Set<Integer> wrong = new TreeSet<>(told);
        assertThat(wrong).allSatisfy(line -> assertThat(line).isBetween(1, lines));
        int last = 0;
        for (HbaRule rule : rules.rules()) {
            assertThat(rule.line()).isGreaterThan(last).isLessThanOrEqualTo(lines);
            assertThat(wrong).as("a line with a problem is not used").doesNotContain(rule.line());
            last = rule.line();
        }
        for (HbaClient client : CLIENTS) {
            Optional<HbaRule> found = rules.find(client);
            assertThat(found).isEqualTo(rules.rules().stream().filter(rule -> rule.isFor(client)).findFirst());
            assertThat(found.map(HbaRule::connection)).isNotEqualTo(Optional.of(HbaRule.Connection.HOSTGSSENC));
        }
        rules.askForRoles();
        idents(text, lines);
    }

    private static void idents(String text, int lines) {
        IdentMaps maps = IdentMaps.parse(text, (line, message, expected) -> assertThat(line).isBetween(1, lines));
        for (String name : List.of("alice", "alice@example.org", "CN=alice")) {
            assertThat(maps.allows("", name, "alice", Set.of())).isEqualTo(name.equals("alice"));
            assertThat(maps.has("none") || !maps.allows("none", name, "alice", Set.of("staff"))).isTrue();
            maps.allows("map", name, "alice", Set.of("staff"));
        }
    }
}
