package io.howdah.proxy.cache.probe;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What PostgreSQL's rewritten query tree says about a statement: the relations, functions, operators and types in it, a reason
 * against caching that the tree itself shows, and the relations that the statement writes. Views are resolved already, and
 * policies and rules applied. A node with a label that is not listed here is a reason against caching, and the statement then
 * counts as one that may do anything.
 */
final class QueryTree {

    /** The first OID that is not reserved for PostgreSQL itself ({@code FirstNormalObjectId}). */
    static final long FIRST_NORMAL_OID = 16_384;

    private static final int TABLEOID = -6;

    /** Values of {@code CmdType}. */
    private static final int SELECT = 1;
    private static final int UTILITY = 6;
    private static final int NOTHING = 7;

    /** Built-in types of date and time, with their arrays, ranges and multiranges: a text in their input may read now. */
    private static final Set<Long> TIME_TYPES = Set.of(1082L, 1083L, 1114L, 1184L, 1266L, 1182L, 1183L, 1115L, 1185L, 1270L,
            3908L,
            3909L, 3910L, 3911L, 3912L, 3913L, 4533L, 4534L, 4535L, 6152L, 6153L, 6155L);

    /** The time of day with its zone, and its array: which offset a zone has depends on the current date. */
    private static final Set<Long> TIMES_WITH_ZONE = Set.of(1266L, 1270L);

    /** Labels of nodes that say nothing but what their fields say. */
    private static final Set<String> HARMLESS = Set.of("ALIAS", "BOOLEANTEST", "BOOLEXPR", "CASEWHEN", "COLLATEEXPR",
            "CTESEARCHCLAUSE", "FROMEXPR", "GROUPINGFUNC", "GROUPINGSET", "JOINEXPR", "NAMEDARGEXPR", "NULLTEST", "RANGETBLREF",
            "SUBLINK", "TARGETENTRY");

    /** Labels of nodes that are no part of an answer that may be cached, but that write nothing beyond their query's relation. */
    private static final Set<String> WRITING_NOTHING_ELSE = Set.of("COERCETODOMAIN", "CONVERTROWTYPEEXPR", "CURRENTOFEXPR",
            "INFERENCEELEM", "MERGEACTION", "MERGESUPPORTFUNC", "NEXTVALUEEXPR", "ONCONFLICTEXPR", "RETURNINGEXPR",
            "SETTODEFAULT", "WITHCHECKOPTION");

    /** Fields with the OIDs of functions, by label. */
    private static final Map<String, List<String>> FUNCTIONS = Map.of("AGGREF", List.of("aggfnoid"), "DISTINCTEXPR",
            List.of("opfuncid"), "FUNCEXPR", List.of("funcid"), "NULLIFEXPR", List.of("opfuncid"), "OPEXPR", List.of("opfuncid"),
            "SCALARARRAYOPEXPR", List.of("opfuncid"), "WINDOWCLAUSE", List.of("startInRangeFunc", "endInRangeFunc"), "WINDOWFUNC",
            List.of("winfnoid"));

    /** Fields with the OIDs of operators, by label. */
    private static final Map<String, List<String>> OPERATORS = Map.of("CTECYCLECLAUSE", List.of("cycle_mark_neop"),
            "DISTINCTEXPR",
            List.of("opno"), "NULLIFEXPR", List.of("opno"), "OPEXPR", List.of("opno"), "SCALARARRAYOPEXPR", List.of("opno"),
            "SORTGROUPCLAUSE", List.of("eqop", "sortop"));

    /** Fields with the OIDs of types, by label. */
    private static final Map<String, List<String>> TYPES = Map.ofEntries(Map.entry("AGGREF", List.of("aggtype")),
            Map.entry("ARRAYCOERCEEXPR", List.of("resulttype")),
            Map.entry("ARRAYEXPR", List.of("array_typeid", "element_typeid")),
            Map.entry("CASEEXPR", List.of("casetype")), Map.entry("CASETESTEXPR", List.of("typeId")),
            Map.entry("COALESCEEXPR", List.of("coalescetype")), Map.entry("COERCETODOMAIN", List.of("resulttype")),
            Map.entry("COERCEVIAIO", List.of("resulttype")),
            Map.entry("CONST", List.of("consttype")), Map.entry("CTECYCLECLAUSE", List.of("cycle_mark_type")),
            Map.entry("DISTINCTEXPR", List.of("opresulttype")), Map.entry("FIELDSELECT", List.of("resulttype")),
            Map.entry("FUNCEXPR", List.of("funcresulttype")), Map.entry("MINMAXEXPR", List.of("minmaxtype")),
            Map.entry("NULLIFEXPR", List.of("opresulttype")), Map.entry("OPEXPR", List.of("opresulttype")),
            Map.entry("PARAM", List.of("paramtype")), Map.entry("RELABELTYPE", List.of("resulttype")),
            Map.entry("ROWEXPR", List.of("row_typeid")),
            Map.entry("SUBSCRIPTINGREF", List.of("refcontainertype", "refelemtype", "refrestype")),
            Map.entry("VAR", List.of("vartype")), Map.entry("WINDOWFUNC", List.of("wintype")));

    /** Fields with lists of OIDs of types, by label. */
    private static final Map<String, List<String>> TYPE_LISTS = Map.of("AGGREF", List.of("aggargtypes"), "COMMONTABLEEXPR",
            List.of("ctecoltypes"), "RANGETBLFUNCTION", List.of("funccoltypes"), "SETOPERATIONSTMT", List.of("colTypes"));

    private final Set<Long> relations = new TreeSet<>();
    private final Set<Long> functions = new TreeSet<>();
    private final Set<Long> operators = new TreeSet<>();
    private final Set<Long> types = new TreeSet<>();
    private final Set<Long> written = new TreeSet<>();
    private boolean timeConstants;
    private boolean timeParameters;
    private boolean userInput;
    private boolean userCasts;
    private boolean opaque;
    private @Nullable Bypass bypass;

    private QueryTree() {}

    /** @param text the detail of PostgreSQL's message "rewritten parse tree" */
    static QueryTree read(String text) {
        QueryTree tree = new QueryTree();
        try {
            List<Node> queries = NodeReader.read(text);
            if (queries.size() != 1) {
                tree.refuse(BypassReason.NOT_A_SELECT, ""); // A rule has added a query, or taken the query away.
            }
            for (Node query : queries) {
                tree.node(query);
            }
        } catch (NodeException e) {
            tree.refuse(BypassReason.UNREADABLE_TREE, String.valueOf(e.getMessage()));
            tree.opaque = true;
        }
        if (tree.relations.stream().anyMatch(oid -> oid < FIRST_NORMAL_OID)) {
            tree.bypass = new Bypass(BypassReason.CATALOG, ""); // Says more than the oddities in the catalogs' views.
        }
        return tree;
    }

    /** A reason against caching that the tree shows. */
    Optional<Bypass> bypass() {
        return Optional.ofNullable(bypass);
    }

    /** OIDs of the relations: tables, and the views between. */
    Set<Long> relations() {
        return relations;
    }

    /** OIDs of the relations that the statement writes by itself, so without its triggers and foreign keys. */
    Set<Long> written() {
        return written;
    }

    /** Whether the tree does not show what the statement may write. */
    boolean isOpaque() {
        return opaque;
    }

    /** OIDs of the functions. */
    Set<Long> functions() {
        return functions;
    }

    /** OIDs of the operators. */
    Set<Long> operators() {
        return operators;
    }

    /** OIDs of the types. */
    Set<Long> types() {
        return types;
    }

    /** Whether the statement has constants of a type of date or time, which may have been written as today. */
    boolean hasTimeConstants() {
        return timeConstants;
    }

    /** Whether the statement has parameters of such a type, whose values may say today. */
    boolean hasTimeParameters() {
        return timeParameters;
    }

    /** Whether a constant or a parameter is of a type that users define, whose parts PostgreSQL reads by the input of their types. */
    boolean hasUserInput() {
        return userInput;
    }

    /** Whether a text is cast to such a type while the statement runs. */
    boolean hasUserCasts() {
        return userCasts;
    }

    /** Whether an input may read the current date or time in its text: that of a type of date or time. */
    static boolean isTime(long type) {
        return TIME_TYPES.contains(type);
    }

    /** Whether an input may need the current date for its text: the offset of a zone depends on the date. */
    static boolean isTimeWithZone(long type) {
        return TIMES_WITH_ZONE.contains(type);
    }

    private void refuse(BypassReason reason, String detail) {
        if (bypass == null) {
            bypass = new Bypass(reason, detail);
        }
    }

    // ---- the walk

    private void value(@Nullable Object value) throws NodeException {
        if (value instanceof Node node) {
            node(node);
        } else if (value instanceof Collection<?> values) {
            for (Object each : values) {
                value(each);
            }
        }
    }

    private void node(Node node) throws NodeException {
        boolean known = HARMLESS.contains(node.label());
        known |= collect(FUNCTIONS, node, functions);
        known |= collect(OPERATORS, node, operators);
        known |= collect(TYPES, node, types);
        known |= collectLists(node);
        known |= special(node);
        if (WRITING_NOTHING_ELSE.contains(node.label())) {
            refuse(BypassReason.UNKNOWN_NODE, node.label());
        } else if (!known) {
            refuse(BypassReason.UNKNOWN_NODE, node.label());
            opaque = true;
        }
        value(node.fields().values());
    }

    private static boolean collect(Map<String, List<String>> fields, Node node, Set<Long> into) throws NodeException {
        List<String> names = fields.get(node.label());
        if (names == null) {
            return false;
        }
        for (String name : names) {
            add(node.number(name), into);
        }
        return true;
    }

    private boolean collectLists(Node node) throws NodeException {
        List<String> names = TYPE_LISTS.get(node.label());
        if (names == null) {
            return false;
        }
        for (String name : names) {
            for (long oid : node.numbers(name)) {
                add(oid, types);
            }
        }
        return true;
    }

    /** An OID of 0 stands for nothing: an operator that sorts no way, say. */
    private static void add(long oid, Set<Long> into) {
        if (oid != 0) {
            into.add(oid);
        }
    }

    /** Looks at what a label needs beside its OIDs. @return whether the label is one of these */
    private boolean special(Node node) throws NodeException {
        switch (node.label()) {
            case "QUERY" -> query(node);
            case "RANGETBLENTRY" -> relation(node);
            case "RTEPERMISSIONINFO" -> add(node.number("relid"), relations);
            case "VAR" -> {
                long column = node.number("varattno");
                if (column < 0 && column != TABLEOID) {
                    refuse(BypassReason.SYSTEM_COLUMN, "");
                }
            }
            case "CONST" -> constant(node);
            case "PARAM" -> {
                if (node.number("paramkind") != 0) {
                    refuse(BypassReason.UNKNOWN_NODE, node.label());
                } else {
                    long type = node.number("paramtype");
                    timeParameters |= isTime(type) || type >= FIRST_NORMAL_OID;
                    userInput |= type >= FIRST_NORMAL_OID;
                    if (TIMES_WITH_ZONE.contains(type)) {
                        refuse(BypassReason.CLOCK_WORD, "");
                    }
                }
            }
            case "COERCEVIAIO" -> {
                long type = node.number("resulttype");
                userCasts |= type >= FIRST_NORMAL_OID;
                if (isTime(type)) {
                    refuse(BypassReason.TEXT_TO_TIME, "");
                }
            }
            case "ROWCOMPAREEXPR" -> {
                for (long operator : node.numbers("opnos")) {
                    add(operator, operators);
                }
            }
            case "SQLVALUEFUNCTION" -> refuse(BypassReason.SQL_VALUE, "");
            case "ROWMARKCLAUSE" -> refuse(BypassReason.LOCKS_ROWS, "");
            case "TABLESAMPLECLAUSE" -> {
                refuse(BypassReason.TABLESAMPLE, "");
                add(node.number("tsmhandler"), functions);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void query(Node query) throws NodeException {
        long command = query.number("commandType");
        if (command == SELECT) {
            opaque |= !query.is("resultRelation", "0");
        } else if (command > SELECT && command < UTILITY) {
            target(query);
        } else if (command != NOTHING) {
            opaque = true;
        }
        opaque |= !query.isEmpty("utilityStmt");
        if (query.is("hasModifyingCTE", "true")) {
            refuse(BypassReason.WRITES, "");
        } else if (!query.is("commandType", "1") || !query.isEmpty("utilityStmt") || !query.is("resultRelation", "0")) {
            refuse(BypassReason.NOT_A_SELECT, "");
        } else if (!query.is("hasForUpdate", "false") || !query.isEmpty("rowMarks")) {
            refuse(BypassReason.LOCKS_ROWS, "");
        } else if (!query.is("hasRowSecurity", "false")) {
            refuse(BypassReason.ROW_SECURITY, "");
        } else if (!query.is("hasModifyingCTE", "false")) {
            refuse(BypassReason.UNKNOWN_NODE, query.label());
        }
    }

    /** The relation that an INSERT, UPDATE, DELETE or MERGE writes: an entry of the query's range table, counted from 1. */
    private void target(Node query) throws NodeException {
        long number = query.number("resultRelation");
        if (query.fields().get("rtable") instanceof List<?> entries && number >= 1 && number <= entries.size()
                && entries.get((int) number - 1) instanceof Node entry && entry.has("relid")) {
            add(entry.number("relid"), written);
        } else {
            throw new NodeException("a command without its relation");
        }
    }

    /** The input of a type that users define may read a date: that of a column, say. */
    private void constant(Node constant) throws NodeException {
        long type = constant.number("consttype");
        if (!constant.is("constisnull", "true")) {
            timeConstants |= isTime(type) || type >= FIRST_NORMAL_OID;
            userInput |= type >= FIRST_NORMAL_OID;
            if (TIMES_WITH_ZONE.contains(type)) {
                refuse(BypassReason.CLOCK_WORD, "");
            }
        }
    }

    private void relation(Node entry) throws NodeException {
        long kind = entry.number("rtekind");
        switch ((int) kind) {
            case 0, 1 -> {
                if (entry.has("relid")) {
                    add(entry.number("relid"), relations);
                } else if (kind == 0) {
                    throw new NodeException("a relation without relid");
                }
            }
            case 2, 3, 5, 6, 8, 9 -> {
                // Joins, functions, VALUES, WITH queries, nothing, and GROUP BY: other nodes say what is in them.
            }
            default -> refuse(BypassReason.UNKNOWN_NODE, "RANGETBLENTRY of kind " + kind);
        }
        if (entry.has("coltypes")) {
            for (long oid : entry.numbers("coltypes")) {
                add(oid, types);
            }
        }
    }
}
