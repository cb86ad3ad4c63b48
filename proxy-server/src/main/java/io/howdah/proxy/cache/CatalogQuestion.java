package io.howdah.proxy.cache;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The question to PostgreSQL's catalogs about everything that a query tree names, and the verdict from the answer: is each
 * function immutable or known to be harmless, each table an ordinary permanent one, the output of each type known? The query
 * asks for names in pg_catalog alone, so search_path must be pg_catalog while it runs.
 */
final class CatalogQuestion {

    /** The columns of the answer: what the row is about, its OID, its name, and facts. */
    static final int COLUMNS = 5;

    private static final String SQL = """
            WITH RECURSIVE asked(oid) AS (
                SELECT unnest('{%4$s}'::oid[])
              UNION
                SELECT part FROM asked JOIN pg_type t ON t.oid = asked.oid, LATERAL (
                    SELECT t.typbasetype WHERE t.typtype = 'd'
                    UNION ALL SELECT t.typelem WHERE t.typelem <> 0 AND t.typsubscript = 'array_subscript_handler'::regproc
                    UNION ALL SELECT r.rngsubtype FROM pg_range r WHERE t.oid IN (r.rngtypid, r.rngmultitypid)
                    UNION ALL SELECT a.atttypid FROM pg_attribute a WHERE a.attrelid = t.typrelid AND a.attnum > 0
                        AND NOT a.attisdropped AND t.typtype = 'c') parts(part)
            )
            SELECT 'function', p.oid::text, p.oid::regprocedure::text, p.provolatile::text, p.oid::text
            FROM pg_proc p WHERE p.oid = ANY ('{%1$s}'::oid[])
            UNION ALL
            SELECT 'operator', o.oid::text, o.oid::regoperator::text, p.provolatile::text, p.oid::text
            FROM pg_operator o JOIN pg_proc p ON p.oid = o.oprcode WHERE o.oid = ANY ('{%2$s}'::oid[])
            UNION ALL
            SELECT 'relation', c.oid::text, c.oid::regclass::text, c.relkind::text || c.relpersistence::text,
                coalesce((SELECT a.amname::text FROM pg_am a WHERE a.oid = c.relam), '')
            FROM pg_class c WHERE c.oid = ANY ('{%3$s}'::oid[])
            UNION ALL
            SELECT 'type', t.oid::text, format_type(t.oid, NULL), t.typtype::text || o.provolatile::text
                || coalesce(s.provolatile::text, 'i'), o.oid::text || ' ' || coalesce(s.oid, 0)::text
            FROM asked JOIN pg_type t ON t.oid = asked.oid JOIN pg_proc o ON o.oid = t.typoutput
                LEFT JOIN pg_proc s ON s.oid = t.typsend
            """;

    /** OID of {@code array_out}, the output function of all array types. */
    private static final long ARRAY_OUT = 751;

    private final QueryTree tree;

    /** @param tree a tree that shows no reason against caching */
    CatalogQuestion(QueryTree tree) {
        this.tree = tree;
    }

    /** The question as one SQL statement, whose answer has {@link #COLUMNS} columns. */
    String sql() {
        return SQL.formatted(list(tree.functions()), list(tree.operators()), list(tree.relations()), list(tree.types()));
    }

    private static String list(Collection<Long> oids) {
        return oids.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** The verdict. @param rows the answer to {@link #sql} */
    Eligibility verdict(List<List<String>> rows) {
        Set<Long> relations = new HashSet<>(tree.relations());
        Set<Long> functions = new HashSet<>(tree.functions());
        Set<Long> operators = new HashSet<>(tree.operators());
        Set<Long> types = new HashSet<>(tree.types());
        List<String> tables = new ArrayList<>();
        boolean userTypes = false;
        String json = "";
        for (List<String> row : rows) {
            long oid = Long.parseLong(row.get(1));
            String name = row.get(2);
            Optional<Bypass> bypass;
            switch (row.get(0)) {
                case "function", "operator" -> {
                    boolean isFunction = row.get(0).equals("function");
                    (isFunction ? functions : operators).remove(oid);
                    bypass = ofFunction(Long.parseLong(row.get(4)), name, row.get(3));
                    json = isFunction && name.contains("json") ? name : json;
                }
                case "relation" -> {
                    relations.remove(oid);
                    bypass = ofRelation(oid, name, row.get(3), row.get(4));
                    if (row.get(3).charAt(0) != 'v') {
                        tables.add(name);
                    }
                }
                default -> {
                    types.remove(oid);
                    bypass = ofType(oid, name, row.get(3), row.get(4));
                    userTypes |= oid >= QueryTree.FIRST_NORMAL_OID;
                }
            }
            if (bypass.isPresent()) {
                return Eligibility.refused(bypass.get());
            }
        }
        if (!relations.isEmpty() || !functions.isEmpty() || !operators.isEmpty() || !types.isEmpty()) {
            return Eligibility.refused(BypassReason.GONE, "");
        }
        if (userTypes && !json.isEmpty()) {
            // PostgreSQL looks for a cast to json from a type that users define, and the cast may be a function of theirs.
            return Eligibility.refused(BypassReason.USER_TYPE, json);
        }
        Collections.sort(tables);
        return new Eligibility(Optional.empty(), List.copyOf(tables));
    }

    private static Optional<Bypass> ofFunction(long function, String name, String volatility) {
        if (function >= QueryTree.FIRST_NORMAL_OID) {
            return Optional.of(new Bypass(BypassReason.USER_FUNCTION, name));
        }
        return switch (volatility) {
            case "i" -> Optional.empty();
            case "s" -> StableFunctions.contains(function) ? Optional.empty()
                    : Optional.of(new Bypass(BypassReason.STABLE_FUNCTION, name));
            default -> Optional.of(new Bypass(BypassReason.VOLATILE_FUNCTION, name));
        };
    }

    private static Optional<Bypass> ofRelation(long oid, String name, String kindAndPersistence, String accessMethod) {
        BypassReason reason = null;
        if (oid < QueryTree.FIRST_NORMAL_OID) {
            reason = BypassReason.CATALOG;
        } else if (kindAndPersistence.charAt(1) != 'p') {
            reason = BypassReason.NOT_PERMANENT;
        } else {
            reason = switch (kindAndPersistence.charAt(0)) {
                case 'r' -> accessMethod.equals("heap") ? null : BypassReason.OTHER_RELATION;
                case 'p', 'v' -> null;
                case 'f' -> BypassReason.FOREIGN_TABLE;
                case 'm' -> BypassReason.MATERIALIZED_VIEW;
                default -> BypassReason.OTHER_RELATION;
            };
        }
        return Optional.ofNullable(reason).map(why -> new Bypass(why, name));
    }

    /**
     * A base type or range of a user's own brings functions that no tree shows: PostgreSQL looks its comparison up for
     * GREATEST, or for two arrays. Enums, domains, composites and arrays have PostgreSQL's own, over types that are asked for
     * as well.
     */
    private static Optional<Bypass> ofType(long oid, String name, String kindAndVolatility, String functions) {
        int blank = functions.indexOf(' ');
        long output = Long.parseLong(functions.substring(0, blank));
        boolean brings = oid >= QueryTree.FIRST_NORMAL_OID && "brm".indexOf(kindAndVolatility.charAt(0)) >= 0
                && output != ARRAY_OUT;
        boolean known = !brings && isHarmless(kindAndVolatility.charAt(1), output)
                && isHarmless(kindAndVolatility.charAt(2), Long.parseLong(functions.substring(blank + 1)));
        return known ? Optional.empty() : Optional.of(new Bypass(BypassReason.USER_TYPE, name));
    }

    /** An output function is written in C or is internal, so what its author declares is what he knows. */
    private static boolean isHarmless(char volatility, long function) {
        return volatility == 'i' || volatility == 's' && StableFunctions.contains(function);
    }
}
