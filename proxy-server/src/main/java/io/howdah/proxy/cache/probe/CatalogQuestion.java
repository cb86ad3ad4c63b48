package io.howdah.proxy.cache.probe;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The question to PostgreSQL's catalogs about everything that a query tree names, and the finding from the answer: is each
 * function immutable or known to be harmless, each table an ordinary permanent one, the output of each type known? Which tables
 * hold the rows, and which tables may a write reach? The query asks for names in pg_catalog alone, so search_path must be
 * pg_catalog while it runs.
 */
final class CatalogQuestion {

    /** The columns of the answer: what the row is about, its OID, its name, and facts. */
    static final int COLUMNS = 5;

    /**
     * The parts {@code read} and {@code written} follow inheritance downwards, and foreign keys with an action from the table
     * they refer to. A trigger counts by its function, for a partition's copy of a trigger looks internal in some releases.
     * PostgreSQL keeps no dependency on its own functions, so each one found in pg_depend is a user's. A foreign key compares by an
     * implicit cast if its columns have two types, and keeps no dependency on the cast. A GiST index asks a range for the difference of
     * its bounds. A {@code hider} is any
     * function of the database whose body may hold DDL: a statement that may call functions unseen may call this one.
     */
    private static final String SQL = """
            WITH RECURSIVE written(oid) AS (
                SELECT unnest('{%5$s}'::oid[])
              UNION
                SELECT reached FROM written, LATERAL (
                    SELECT i.inhrelid FROM pg_inherits i WHERE i.inhparent = written.oid
                    UNION ALL SELECT c.conrelid FROM pg_constraint c WHERE c.contype = 'f' AND c.confrelid = written.oid
                        AND (c.confdeltype IN ('c', 'n', 'd') OR c.confupdtype IN ('c', 'n', 'd'))) others(reached)
            ), asked(oid) AS (
                (SELECT unnest('{%4$s}'::oid[]) UNION SELECT a.atttypid FROM written JOIN pg_attribute a ON a.attrelid = written.oid
                    WHERE a.attnum > 0 AND NOT a.attisdropped AND a.atttypid >= 16384)
              UNION
                SELECT part FROM asked JOIN pg_type t ON t.oid = asked.oid, LATERAL (
                    SELECT t.typbasetype WHERE t.typtype = 'd'
                    UNION ALL SELECT t.typelem WHERE t.typelem <> 0 AND t.typsubscript = 'array_subscript_handler'::regproc
                    UNION ALL SELECT r.rngsubtype FROM pg_range r WHERE t.oid IN (r.rngtypid, r.rngmultitypid)
                    UNION ALL SELECT a.atttypid FROM pg_attribute a WHERE a.attrelid = t.typrelid AND a.attnum > 0
                        AND NOT a.attisdropped AND t.typtype = 'c') parts(part)
            ), read(oid) AS (
                SELECT unnest('{%3$s}'::oid[]) UNION SELECT i.inhrelid FROM read JOIN pg_inherits i ON i.inhparent = read.oid
            )
            SELECT 'function', p.oid::text, p.oid::regprocedure::text,
                p.provolatile::text || CASE p.prokind WHEN 'a' THEN 'aggregate' ELSE l.lanname::text END, p.oid::text
            FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang WHERE p.oid = ANY ('{%1$s}'::oid[])
            UNION ALL
            SELECT 'operator', o.oid::text, o.oid::regoperator::text, p.provolatile::text || l.lanname::text, p.oid::text
            FROM pg_operator o JOIN pg_proc p ON p.oid = o.oprcode JOIN pg_language l ON l.oid = p.prolang
            WHERE o.oid = ANY ('{%2$s}'::oid[])
            UNION ALL
            SELECT 'relation', c.oid::text, c.oid::regclass::text, c.relkind::text || c.relpersistence::text,
                coalesce((SELECT a.amname::text FROM pg_am a WHERE a.oid = c.relam), '')
            FROM read JOIN pg_class c ON c.oid = read.oid
            UNION ALL
            SELECT 'written', c.oid::text, c.oid::regclass::text, c.relkind::text, ''
            FROM written JOIN pg_class c ON c.oid = written.oid
            UNION ALL
            SELECT 'effect', t.oid::text, t.tgname::text, '', '' FROM written JOIN pg_trigger t ON t.tgrelid = written.oid
            WHERE t.tgfoid >= 16384 OR t.tgqual IS NOT NULL
            UNION ALL
            SELECT 'effect', r.oid::text, r.rulename::text, '', '' FROM written JOIN pg_rewrite r ON r.ev_class = written.oid
            WHERE r.ev_type <> '1'
            UNION ALL
            SELECT 'effect', i.oid::text, '', '', '' FROM (
                SELECT i.indexrelid, i.indclass FROM written JOIN pg_index i ON i.indrelid = written.oid
                UNION ALL
                SELECT i.partrelid, i.partclass FROM written JOIN pg_partitioned_table i ON i.partrelid = written.oid) i(oid, classes)
            WHERE EXISTS (SELECT FROM unnest(i.classes::oid[]) c JOIN pg_opclass o ON o.oid = c
                JOIN pg_amproc a ON a.amprocfamily = o.opcfamily JOIN pg_proc p ON p.oid = a.amproc
                JOIN pg_language l ON l.oid = p.prolang WHERE c >= 16384 AND l.lanname NOT IN ('c', 'internal'))
            UNION ALL
            SELECT 'server', '0', extract(epoch FROM pg_postmaster_start_time())::text, '', ''
            UNION ALL
            SELECT 'serializable', '0', '', '', '' WHERE current_setting('default_transaction_isolation') = 'serializable'
            UNION ALL
            SELECT 'effect', d.objid::text, pg_describe_object(d.classid, d.objid, 0), '', ''
            FROM pg_depend d
            WHERE d.refclassid IN ('pg_proc'::regclass, 'pg_operator'::regclass) AND d.refobjid >= 16384
                AND (d.classid = 'pg_constraint'::regclass AND d.objid IN (
                        SELECT c.oid FROM pg_constraint c WHERE c.conrelid IN (SELECT oid FROM written)
                            OR c.confrelid IN (SELECT oid FROM written) OR c.contypid IN (SELECT oid FROM asked) AND c.contypid <> 0)
                    OR d.classid = 'pg_attrdef'::regclass AND d.objid IN (
                        SELECT a.oid FROM pg_attrdef a WHERE a.adrelid IN (SELECT oid FROM written))
                    OR d.classid = 'pg_class'::regclass AND d.objid IN (
                        SELECT i.indexrelid FROM pg_index i WHERE i.indrelid IN (SELECT oid FROM written)
                        UNION ALL SELECT oid FROM written))
            UNION ALL
            SELECT 'effect', k.oid::text, '', '', ''
            FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
                JOIN pg_type t ON t.oid = a.atttypid JOIN pg_cast k ON k.castsource IN (t.oid, t.typbasetype) AND k.castcontext = 'i'
                JOIN pg_proc p ON p.oid = k.castfunc JOIN pg_language l ON l.oid = p.prolang
            WHERE c.contype = 'f' AND (c.conrelid IN (SELECT oid FROM written) OR c.confrelid IN (SELECT oid FROM written))
                AND p.oid >= 16384 AND l.lanname NOT IN ('c', 'internal')
            UNION ALL
            SELECT 'effect', r.rngtypid::oid::text, '', '', '' FROM asked JOIN pg_range r ON r.rngtypid = asked.oid
                JOIN pg_proc p ON p.oid = r.rngsubdiff JOIN pg_language l ON l.oid = p.prolang
            WHERE l.lanname NOT IN ('c', 'internal')
            UNION ALL
            (SELECT 'hider', p.oid::text, p.oid::regprocedure::text, '', ''
            FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
            WHERE p.oid >= 16384 AND l.lanname NOT IN ('c', 'internal') AND (l.lanname NOT IN ('sql', 'plpgsql')
                OR l.lanname = 'sql' AND p.prosrc ~* '(?<!insert)(?<!merge)\\s+into\\M' OR p.prosrc ~*
                '\\m(execute|call|do|create|alter|drop|grant|revoke|reassign|refresh|reindex|cluster|security|import|copy)\\M')
            LIMIT 1)
            UNION ALL
            SELECT 'type', t.oid::text, format_type(t.oid, NULL), t.typtype::text || o.provolatile::text
                || coalesce(s.provolatile::text, 'i'), o.oid::text || ' ' || coalesce(s.oid, 0)::text
            FROM asked JOIN pg_type t ON t.oid = asked.oid JOIN pg_proc o ON o.oid = t.typoutput
                LEFT JOIN pg_proc s ON s.oid = t.typsend
            """;

    /**
     * PostgreSQL's own volatile functions that write no table, and do nothing in a catalog. {@code query_to_xml} is not one of
     * them: it runs a text.
     */
    private static final Set<String> WRITING_NOTHING = Set.of("clock_timestamp", "currval", "gen_random_uuid", "lastval",
            "nextval", "pg_advisory_lock", "pg_advisory_lock_shared", "pg_advisory_unlock", "pg_advisory_unlock_all",
            "pg_advisory_unlock_shared", "pg_advisory_xact_lock", "pg_advisory_xact_lock_shared", "pg_cancel_backend",
            "pg_current_xact_id", "pg_is_in_recovery", "pg_notify", "pg_sleep", "pg_sleep_for", "pg_sleep_until",
            "pg_terminate_backend", "pg_try_advisory_lock", "pg_try_advisory_lock_shared", "pg_try_advisory_xact_lock",
            "pg_try_advisory_xact_lock_shared", "random", "random_normal", "setseed", "setval", "timeofday",
            "txid_current", "uuidv4", "uuidv7");

    /** OID of {@code array_out}, the output function of all array types. */
    private static final long ARRAY_OUT = 751;

    /**
     * PostgreSQL's own functions that are not volatile, and run a query, or the input of a type that an argument names. A domain's
     * input runs its constraints.
     */
    private static final Pattern RUNNING_OTHERS = Pattern.compile(
            ".*_to_xml.*|pg_input_is_valid|pg_input_error_info|(array|domain|multirange|range|record)_(in|recv)");

    private final QueryTree tree;
    private final Map<Long, String> reads = new TreeMap<>();
    private final Map<Long, String> written = new TreeMap<>();
    private final Set<String> named = new TreeSet<>();
    private boolean opaque;
    private boolean hidesDdl;
    private String server = "";
    private @Nullable Bypass bypass;

    CatalogQuestion(QueryTree tree) {
        this.tree = tree;
        this.bypass = tree.bypass().orElse(null);
        this.opaque = tree.isOpaque();
    }

    /** The question as one SQL statement, whose answer has {@link #COLUMNS} columns. */
    String sql() {
        return SQL.formatted(list(tree.functions()), list(tree.operators()), list(tree.relations()), list(tree.types()),
                list(tree.written()));
    }

    private static String list(Collection<Long> oids) {
        return oids.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** The finding. Called once. @param rows the answer to {@link #sql} */
    Finding finding(List<List<String>> rows) {
        Set<Long> missing = new HashSet<>();
        Map<String, Set<Long>> asked = Map.of("function", new HashSet<>(tree.functions()), "operator",
                new HashSet<>(tree.operators()), "relation", new HashSet<>(tree.relations()), "type",
                new HashSet<>(tree.types()), "written", new HashSet<>(tree.written()));
        boolean userTypes = false;
        String json = "";
        for (List<String> row : rows) {
            String about = row.get(0);
            long oid = Long.parseLong(row.get(1));
            String name = row.get(2);
            asked.getOrDefault(about, missing).remove(oid);
            switch (about) {
                case "function", "operator" -> {
                    function(Long.parseLong(row.get(4)), name, row.get(3));
                    json = about.equals("function") && name.contains("json") ? name : json;
                }
                case "relation" -> {
                    refuse(ofRelation(oid, name, row.get(3), row.get(4)));
                    if (row.get(3).charAt(0) != 'v') {
                        reads.put(oid, name);
                        if (tree.relations().contains(oid)) {
                            named.add(name);
                        }
                    }
                }
                case "written" -> {
                    written.put(oid, name);
                    // A foreign table may be a table of this very database.
                    opaque |= row.get(3).equals("f");
                }
                case "effect" -> opaque = true;
                case "serializable" -> refuse(Optional.of(new Bypass(BypassReason.SERIALIZABLE)));
                case "hider" -> hidesDdl = true;
                case "server" -> server = name;
                default -> {
                    refuse(ofType(oid, name, row.get(3), row.get(4)));
                    refuse(ofInput(oid));
                    userTypes |= oid >= QueryTree.FIRST_NORMAL_OID;
                }
            }
        }
        if (asked.values().stream().anyMatch(left -> !left.isEmpty())) {
            refuse(Optional.of(new Bypass(BypassReason.GONE)));
            opaque = true;
        }
        if (userTypes && !json.isEmpty()) {
            // PostgreSQL looks for a cast to json from a type that users define, and the cast may be a function of theirs.
            refuse(Optional.of(new Bypass(BypassReason.USER_TYPE, json)));
            opaque = true;
        }
        return finding();
    }

    private Finding finding() {
        Bypass why = bypass;
        Eligibility eligibility = why == null ? new Eligibility(Optional.empty(), List.copyOf(named))
                : Eligibility.refused(why);
        return new Finding(eligibility, why == null ? reads : Map.of(), tree.hasTimeConstants(),
                tree.hasTimeParameters(), written, opaque,
                opaque && (hidesDdl || tree.isOpaque()), server);
    }

    private void refuse(Optional<Bypass> why) {
        if (bypass == null && why.isPresent()) {
            bypass = why.get();
        }
    }

    /**
     * A function that is written in C, and whose author says that it is immutable, writes nothing. One in SQL or another language
     * may write whatever its author declares: PostgreSQL lets a stable function call a volatile one. So may a user's aggregate.
     *
     * @param volatilityAndLanguage provolatile, and the language's name
     */
    private void function(long function, String name, String volatilityAndLanguage) {
        char volatility = volatilityAndLanguage.charAt(0);
        String language = volatilityAndLanguage.substring(1);
        refuse(ofFunction(function, name, volatility));
        if (function >= QueryTree.FIRST_NORMAL_OID) {
            opaque |= volatility != 'i' || !language.equals("c") && !language.equals("internal");
        } else {
            String plain = name.substring(0, Math.max(0, name.indexOf('(')));
            opaque |= volatility == 'v' && !WRITING_NOTHING.contains(plain) || RUNNING_OTHERS.matcher(plain).matches();
        }
    }

    private static Optional<Bypass> ofFunction(long function, String name, char volatility) {
        if (function >= QueryTree.FIRST_NORMAL_OID) {
            return Optional.of(new Bypass(BypassReason.USER_FUNCTION, name));
        }
        return switch (volatility) {
            case 'i' -> Optional.empty();
            case 's' -> StableFunctions.contains(function) ? Optional.empty()
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

    /** A type of date or time may be a part of a type that users define, and the tree shows only the whole. */
    private Optional<Bypass> ofInput(long type) {
        if (tree.hasUserCasts() && QueryTree.isTime(type)) {
            return Optional.of(new Bypass(BypassReason.TEXT_TO_TIME));
        }
        return tree.hasUserInput() && QueryTree.isTimeWithZone(type) ? Optional.of(new Bypass(BypassReason.CLOCK_WORD))
                : Optional.empty();
    }

    /** An output function is written in C or is internal, so what its author declares is what he knows. */
    private static boolean isHarmless(char volatility, long function) {
        return volatility == 'i' || volatility == 's' && StableFunctions.contains(function);
    }
}
