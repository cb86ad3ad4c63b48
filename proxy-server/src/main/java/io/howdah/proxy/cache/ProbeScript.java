package io.howdah.proxy.cache;

import io.howdah.protocol.backend.ErrorResponse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The dialogue by which the pooler asks PostgreSQL whether the answer to a statement may be cached. The statement is parsed,
 * never run: with debug_print_rewritten on, PostgreSQL sends the rewritten query tree to the connection that asks. A second
 * query then asks the catalogs about everything that the tree names. Pure: no I/O. The steps are {@link #begin}, the Parse of
 * the statement, {@link #catalogQuery}, {@link #verdict}; a ROLLBACK ends the transaction.
 */
public final class ProbeScript {

    /**
     * Begins the transaction in which the statement is parsed. The settings are the role's and the database's own, for the client
     * before may have left its values on the server. The last setting starts the output of trees. Where the role may, it keeps
     * the trees out of the server's log. A table that is locked must not keep the server busy for long.
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
            SET LOCAL lock_timeout TO '1s';
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
            SET LOCAL search_path TO pg_catalog;
            """;

    private final String statement;
    private final List<String> trees = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();
    private @Nullable CatalogQuestion question;
    private @Nullable Eligibility refusal;

    /** @param statement the text of one statement */
    public ProbeScript(String statement) {
        this.statement = statement;
    }

    /** The statement to be parsed. */
    public String statement() {
        return statement;
    }

    /** The first query, of several statements. */
    public String begin() {
        return BEGIN;
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

    /** PostgreSQL has refused the statement. */
    public void refused(ErrorResponse error) {
        refusal = Eligibility.refused(BypassReason.ERROR, String.valueOf(error.message()));
    }

    /** A row of the answer to {@link #catalogQuery}. */
    public void row(List<String> values) {
        rows.add(values);
    }

    /**
     * The statement has been parsed or refused.
     *
     * @return the query to the catalogs; empty if the verdict stands without one
     */
    public String catalogQuery() {
        if (refusal != null) {
            return "";
        }
        if (trees.size() != 1) {
            refusal = Eligibility.refused(trees.isEmpty() ? BypassReason.NO_TREE : BypassReason.NOT_A_SELECT, "");
            return "";
        }
        QueryTree tree = QueryTree.read(trees.get(0));
        if (tree.bypass().isPresent()) {
            refusal = Eligibility.refused(tree.bypass().get());
            return "";
        }
        if (tree.hasTimeConstants() && ClockWords.in(statement)) {
            refusal = Eligibility.refused(BypassReason.CLOCK_WORD, "");
            return "";
        }
        question = new CatalogQuestion(tree);
        return QUIET + question.sql();
    }

    /** The verdict, once the rows are there, or once {@link #catalogQuery} has returned nothing. */
    public Eligibility verdict() {
        if (refusal != null) {
            return refusal;
        }
        return question == null ? Eligibility.refused(BypassReason.NO_TREE, "") : question.verdict(rows);
    }
}
