package io.howdah.proxy.testing;

import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.NoticeResponse;
import io.howdah.protocol.fixtures.Frames;

/**
 * Has a {@link FakePostgres} answer the result cache's probes, as if each text read the table t, or wrote it if the text begins with
 * "update". So the answers to all other texts may be cached.
 */
public class ProbedTable implements FakePostgres.Answers {

    // As PostgreSQL 15 sends them for "SELECT id FROM t" and "UPDATE t SET id = 1".
    private static final String READS = """
            ({QUERY :commandType 1 :querySource 0 :canSetTag true :utilityStmt <>
            :resultRelation 0 :hasAggs false :hasWindowFuncs false :hasTargetSRFs false
            :hasSubLinks false :hasDistinctOn false :hasRecursive false :hasModifyingCTE
            false :hasForUpdate false :hasRowSecurity false :isReturn false :cteList <>
            :rtable ({RANGETBLENTRY :alias <> :eref {ALIAS :aliasname t :colnames ("id")}
            :rtekind 0 :relid 16384 :relkind r :rellockmode 1 :tablesample <> :lateral
            false :inh true :inFromCl true :requiredPerms 2 :checkAsUser 0 :selectedCols
            (b 8) :insertedCols (b) :updatedCols (b) :extraUpdatedCols (b) :securityQuals
            <>}) :jointree {FROMEXPR :fromlist ({RANGETBLREF :rtindex 1}) :quals <>}
            :targetList ({TARGETENTRY :expr {VAR :varno 1 :varattno 1 :vartype 23
            :vartypmod -1 :varcollid 0 :varlevelsup 0 :varnosyn 1 :varattnosyn 1 :location
            7} :resno 1 :resname id :ressortgroupref 0 :resorigtbl 16384 :resorigcol 1
            :resjunk false}) :override 0 :onConflict <> :returningList <> :groupClause <>
            :groupDistinct false :groupingSets <> :havingQual <> :windowClause <>
            :distinctClause <> :sortClause <> :limitOffset <> :limitCount <> :limitOption
            0 :rowMarks <> :setOperations <> :constraintDeps <> :withCheckOptions <>
            :mergeActionList <> :mergeUseOuterJoin false :stmt_location 0 :stmt_len 0})
            """;
    private static final String WRITES = """
            ({QUERY :commandType 2 :querySource 0 :canSetTag true :utilityStmt <>
            :resultRelation 1 :hasAggs false :hasWindowFuncs false :hasTargetSRFs false
            :hasSubLinks false :hasDistinctOn false :hasRecursive false :hasModifyingCTE
            false :hasForUpdate false :hasRowSecurity false :isReturn false :cteList <>
            :rtable ({RANGETBLENTRY :alias <> :eref {ALIAS :aliasname t :colnames ("id")}
            :rtekind 0 :relid 16384 :relkind r :rellockmode 3 :tablesample <> :lateral
            false :inh true :inFromCl false :requiredPerms 4 :checkAsUser 0 :selectedCols
            (b) :insertedCols (b) :updatedCols (b 8) :extraUpdatedCols (b) :securityQuals
            <>}) :jointree {FROMEXPR :fromlist ({RANGETBLREF :rtindex 1}) :quals <>}
            :targetList ({TARGETENTRY :expr {CONST :consttype 23 :consttypmod -1
            :constcollid 0 :constlen 4 :constbyval true :constisnull false :location 18
            :constvalue 4 [ 1 0 0 0 0 0 0 0 ]} :resno 1 :resname id :ressortgroupref 0
            :resorigtbl 0 :resorigcol 0 :resjunk false}) :override 0 :onConflict <>
            :returningList <> :groupClause <> :groupDistinct false :groupingSets <>
            :havingQual <> :windowClause <> :distinctClause <> :sortClause <> :limitOffset
            <> :limitCount <> :limitOption 0 :rowMarks <> :setOperations <>
            :constraintDeps <> :withCheckOptions <> :mergeActionList <> :mergeUseOuterJoin
            false :stmt_location 0 :stmt_len 0})
            """;

    @Override
    public final byte[] toParse(String sql) {
        String tree = sql.toLowerCase(java.util.Locale.ROOT).startsWith("update") ? WRITES : READS;
        return Frames
                .of(NoticeResponse.of("LOG", SqlState.SUCCESSFUL_COMPLETION, "rewritten parse tree:").withDetail(tree.strip()));
    }

    @Override
    public final byte[] toQuery(String sql) {
        int asked = sql.indexOf("WITH RECURSIVE written");
        if (asked < 0) {
            return answer(sql);
        }
        boolean writes = sql.startsWith("unnest('{16384}'", sql.indexOf("unnest", asked));
        return Frames.concat(Frames.rowDescription("about", "oid", "name", "kind", "more"),
                writes ? Frames.dataRow("written", "16384", "t", "r", "")
                        : Frames.dataRow("relation", "16384", "t", "rp", "heap"),
                Frames.dataRow("type", "23", "integer", "bii", "43 2407"), Frames.commandComplete("SELECT 2"),
                Frames.readyForQuery('I'));
    }

    /** The whole answer to a client's query; null for the usual one. */
    protected byte[] answer(String sql) {
        return null;
    }
}
