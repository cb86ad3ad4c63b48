package io.howdah.proxy.cache.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trees that PostgreSQL 15 to 18 sent, and trees that somebody has tampered with. */
class QueryTreeTest {

    /** The recorded trees of one major version. */
    private record Recorded(Map<Long, String> relations, Map<String, String> trees) {

        static Recorded of(int version) throws IOException {
            Map<Long, String> relations = new LinkedHashMap<>();
            Map<String, String> trees = new LinkedHashMap<>();
            String statement = "";
            try (InputStream in = QueryTreeTest.class.getResourceAsStream("trees-" + version + ".txt")) {
                for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                    if (line.startsWith("oid ")) {
                        relations.put(Long.valueOf(line.split(" ")[1]), line.split(" ")[2]);
                    } else if (line.startsWith("-- ")) {
                        statement = line.substring(3);
                    } else if (!line.startsWith("#")) {
                        trees.merge(statement, line, (before, more) -> before + "\n" + more);
                    }
                }
            }
            return new Recorded(relations, trees);
        }

        QueryTree tree(String beginning) {
            List<String> found = trees.keySet().stream().filter(statement -> statement.startsWith(beginning)).toList();
            assertThat(found).as(beginning).hasSize(1);
            return QueryTree.read(trees.get(found.get(0)));
        }

        Set<String> names(QueryTree tree) {
            return tree.relations().stream().map(oid -> relations.getOrDefault(oid, "?" + oid))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 16, 17, 18})
    @DisplayName("Each version's trees name the relations, functions, operators and types of the statement")
    void whatIsInTheStatement(int version) throws IOException {
        Recorded recorded = Recorded.of(version);
        assertThat(recorded.trees).hasSize(14);

        QueryTree view = recorded.tree("PREPARE p");
        assertThat(view.bypass()).isEmpty();
        assertThat(recorded.names(view)).containsExactly("item", "line", "sold");
        assertThat(view.functions()).contains(871L /* upper */, 1744L /* numeric to int */, 2108L /* sum(int) */);
        assertThat(view.operators()).contains(96L /* int = int */, 1209L /* text like */);
        assertThat(view.types()).contains(20L, 23L, 25L, 1700L);

        QueryTree recursive = recorded.tree("WITH RECURSIVE");
        assertThat(recursive.bypass()).isEmpty();
        assertThat(recursive.relations()).isEmpty();
        assertThat(recursive.operators()).contains(551L /* int + int */);

        QueryTree expressions = recorded.tree("SELECT CASE");
        assertThat(expressions.bypass()).isEmpty();
        assertThat(recorded.names(expressions)).containsExactly("item");
        assertThat(expressions.types()).contains(2249L /* record */, 1007L /* int[] */, 1009L /* text[] */);
        assertThat(expressions.hasTimeConstants()).isFalse();

        QueryTree window = recorded.tree("SELECT sum(id) OVER");
        assertThat(window.bypass()).isEmpty();
        assertThat(recorded.names(window)).containsExactly("item", "line");
        assertThat(window.functions()).contains(4133L /* in_range(date, date, interval) */);
        assertThat(window.hasTimeConstants()).isTrue();

        assertThat(recorded.tree("SELECT g.i").bypass()).isEmpty();
        assertThat(recorded.tree("SELECT g.i").functions()).contains(1067L /* generate_series(int, int) */);
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 16, 17, 18})
    @DisplayName("Names that look like the tree's own words change nothing")
    void namesThatLookLikeFields(int version) throws IOException {
        Recorded recorded = Recorded.of(version);
        QueryTree tree = recorded.tree("SELECT \":relid\"");
        assertThat(tree.bypass()).isEmpty();
        assertThat(recorded.names(tree)).containsExactly("item");
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 16, 17, 18})
    @DisplayName("Each version's trees show what stands against caching")
    void whatStandsAgainst(int version) throws IOException {
        Recorded recorded = Recorded.of(version);
        Map<String, BypassReason> expected = Map.of("SELECT id FROM item FOR UPDATE", BypassReason.LOCKS_ROWS, "WITH gone",
                BypassReason.WRITES, "SELECT ctid", BypassReason.SYSTEM_COLUMN, "SELECT CURRENT_DATE", BypassReason.SQL_VALUE,
                "SELECT id FROM item TABLESAMPLE", BypassReason.TABLESAMPLE, "SELECT xmlelement", BypassReason.UNKNOWN_NODE,
                "SELECT name::date", BypassReason.TEXT_TO_TIME, "SELECT relname", BypassReason.CATALOG);
        expected.forEach((statement, reason) -> assertThat(recorded.tree(statement).bypass()).as(statement)
                .hasValueSatisfying(bypass -> assertThat(bypass.reason()).isEqualTo(reason)));
    }

    @Test
    @DisplayName("A tree that is cut off anywhere, or has lost or gained a bracket, is a reason against caching")
    void damagedTrees() throws IOException {
        String tree = Recorded.of(18).trees.entrySet().stream().filter(entry -> entry.getKey().startsWith("PREPARE p"))
                .findFirst()
                .orElseThrow().getValue();
        for (int end = 0; end < tree.length(); end += 7) {
            refusesUnread(tree.substring(0, end));
        }
        for (int at = 0; at < tree.length(); at++) {
            if ("(){}".indexOf(tree.charAt(at)) >= 0 && (at == 0 || tree.charAt(at - 1) != '\\')) {
                refusesUnread(tree.substring(0, at) + tree.substring(at + 1));
                refusesUnread(tree.substring(0, at) + tree.charAt(at) + tree.substring(at));
            }
        }
    }

    private static void refusesUnread(String text) {
        assertThat(QueryTree.read(text).bypass()).as(text)
                .hasValueSatisfying(bypass -> assertThat(bypass.reason()).isEqualTo(BypassReason.UNREADABLE_TREE));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "x", "()", "{}", "( {QUERY :a 1 :a 2} )", "( {QUERY a 1} )", "( {query :a 1} )", "( {QUERY :a} )",
        "( {QUERY :a 4 [ 1 2 } )",
        "( {QUERY :a 1} ) x", "( {QUERY : 1} )", "( 7 )", "( {QUERY :relid 1 2} )"})
    @DisplayName("What no PostgreSQL sends is a reason against caching")
    void noTree(String text) {
        assertThat(QueryTree.read(text).bypass()).isPresent();
    }

    @Test
    @DisplayName("A node that nobody has listed is a reason against caching; so is a field that is missing")
    void unknownNodes() {
        String query = "({QUERY :commandType 1 :utilityStmt <> :resultRelation 0 :hasModifyingCTE false :hasForUpdate false"
                + " :hasRowSecurity false :rowMarks <> :jointree %s})";
        assertThat(QueryTree.read(query.formatted("<>")).bypass()).isEmpty();
        assertThat(QueryTree.read(query.formatted("{FROMEXPR :quals {NEWEXPR :x 1}}")).bypass())
                .hasValueSatisfying(bypass -> assertThat(bypass).isEqualTo(new Bypass(BypassReason.UNKNOWN_NODE, "NEWEXPR")));
        assertThat(QueryTree.read(query.formatted("{FUNCEXPR :function 1 :funcresulttype 23}")).bypass())
                .hasValueSatisfying(bypass -> assertThat(bypass.reason()).isEqualTo(BypassReason.UNREADABLE_TREE));
        for (String field : List.of("commandType", "utilityStmt", "resultRelation", "hasModifyingCTE", "hasForUpdate",
                "hasRowSecurity", "rowMarks")) {
            assertThat(QueryTree.read(query.formatted("<>").replace(":" + field, ":" + field + "2")).bypass()).as(field)
                    .isPresent();
        }
    }

    @Test
    @DisplayName("Nesting is followed to a limit, far below what a stack takes")
    void deepNesting() throws NodeException {
        assertThatThrownBy(() -> NodeReader.read("(".repeat(100_000))).isInstanceOf(NodeException.class)
                .hasMessageContaining("nested deeper than");
        assertThatThrownBy(() -> NodeReader.read("({A :b ".repeat(100_000))).isInstanceOf(NodeException.class);
    }

    @Test
    @DisplayName("A backslash takes the next character as it is, the line feed of a broken line too")
    void escapes() throws NodeException {
        Node node = NodeReader.read("({ALIAS :aliasname a\\ b\\\nc\\{ :other \\<> :bytes 4 [ -1 2 ] :none <>})").get(0);
        assertThat(node.fields()).containsEntry("aliasname", "a b\nc{").containsEntry("other", "<>").containsEntry("bytes", "4")
                .containsEntry("none", null);
    }
}
