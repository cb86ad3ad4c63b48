package io.howdah.proxy.cache.probe;

import io.howdah.protocol.backend.ErrorResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The dialogue by which the pooler asks PostgreSQL whether the answer to a statement may be cached, and what the statement may
 * write. The statement is parsed,
 * never run: with debug_print_rewritten on, PostgreSQL sends the rewritten query tree to the connection that asks. A second
 * query then asks the catalogs about everything that the tree names. Pure: no I/O. The steps are {@link #begin}, the Parse of
 * the statement, {@link #catalogQuery}, {@link #finding}; a ROLLBACK ends the transaction.
 */
public final class ProbeScript {

    /**
     * Begins the transaction in which the statement is parsed. The settings are the role's and the database's own, for the client
     * before may have left its values on the server; then come those of the client who asks. The last setting starts the output
     * of trees. Where the role may, it keeps the trees out of the server's log. A table that is locked must not keep the server
     * busy for long.
     */
    private static final String BEGIN = """
            BEGIN READ ONLY;
            SET LOCAL SESSION AUTHORIZATION DEFAULT;
            SET LOCAL search_path TO DEFAULT;
            SET LOCAL row_security TO DEFAULT;
            SET LOCAL standard_conforming_strings TO DEFAULT;
            SET LOCAL transform_null_equals TO DEFAULT;
            SET LOCAL backslash_quote TO DEFAULT;
            SET LOCAL client_encoding TO 'UTF8';
            %sSET LOCAL lock_timeout TO '1s';
            SET LOCAL statement_timeout TO '5s';
            SELECT pg_catalog.set_config('log_min_messages', 'panic', true)
            WHERE pg_catalog.has_parameter_privilege('log_min_messages', 'SET');
            SET LOCAL debug_print_parse TO off;
            SET LOCAL debug_print_plan TO off;
            SET LOCAL debug_pretty_print TO off;
            SET LOCAL client_min_messages TO log;
            SET LOCAL debug_print_rewritten TO on""";

    private static final String QUIET = """
            SET LOCAL debug_print_rewritten TO off;
            SET LOCAL client_min_messages TO error;
            SET LOCAL client_encoding TO 'UTF8';
            SET LOCAL quote_all_identifiers TO off;
            SET LOCAL search_path TO pg_catalog, pg_temp;
            """;

    private final byte[] parse;
    private final String begin;
    private final List<String> trees = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();
    private @Nullable CatalogQuestion question;
    private @Nullable Finding refusal;

    /**
     * A question about one statement.
     *
     * @param parse the body of a Parse message behind the statement's name: the text, NUL, the number of types and the types
     * @param settings assignments such as {@code SET LOCAL DateStyle TO 'SQL'}, in ASCII
     */
    public ProbeScript(byte[] parse, List<String> settings) {
        this.parse = parse.clone();
        this.begin = BEGIN.formatted(settings.stream().map(setting -> setting + ";\n").collect(Collectors.joining()));
    }

    /** The body of the Parse message behind the statement's name. */
    public byte[] parse() {
        return parse.clone();
    }

    /** The first query, of several statements. */
    public String begin() {
        return begin;
    }

    /**
     * PostgreSQL has sent a message of severity LOG while it parsed the statement.
     *
     * @param detail the message's detail: a query tree, or of another message anything
     */
    public void logged(String detail) {
        if (!detail.isBlank() && detail.stripLeading().startsWith("(")) {
            trees.add(detail);
        }
    }

    /** PostgreSQL has refused the statement. What the statement may do is not known: the client may have what it names. */
    public void refused(ErrorResponse error) {
        refusal = Finding.opaque(Eligibility.refused(BypassReason.ERROR, String.valueOf(error.message())));
    }

    /** A row of the answer to {@link #catalogQuery}. */
    public void row(List<String> values) {
        rows.add(values);
    }

    /**
     * The statement has been parsed or refused.
     *
     * @return the query to the catalogs; empty if the finding stands without one
     */
    public String catalogQuery() {
        if (refusal != null) {
            return "";
        }
        if (trees.size() != 1) {
            refusal = Finding.opaque(Eligibility.refused(trees.isEmpty() ? BypassReason.NO_TREE : BypassReason.NOT_A_SELECT, ""));
            return "";
        }
        QueryTree tree = QueryTree.read(trees.get(0));
        if (tree.isOpaque()) {
            refusal = Finding.opaque(Eligibility.refused(tree.bypass().orElse(new Bypass(BypassReason.UNKNOWN_NODE))));
            return "";
        }
        question = new CatalogQuestion(tree);
        return QUIET + question.sql();
    }

    /** The finding, once the rows are there, or once {@link #catalogQuery} has returned nothing. */
    public Finding finding() {
        if (refusal != null) {
            return refusal;
        }
        return question == null ? Finding.opaque(Eligibility.refused(BypassReason.NO_TREE, "")) : question.finding(rows);
    }
}
