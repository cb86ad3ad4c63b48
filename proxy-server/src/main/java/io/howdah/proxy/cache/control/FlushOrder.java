package io.howdah.proxy.cache.control;

import io.howdah.proxy.cache.KnownStatement;
import io.howdah.proxy.cache.ResultCache;
import io.howdah.proxy.cache.Stamp;
import io.howdah.proxy.sql.StatementFingerprint;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * An order to drop answers, which an operator gives at one Howdah and all Howdahs that share a Redis carry out.
 *
 * @param kind what is dropped
 * @param schema of the table, or empty for any schema
 * @param what the table's name, the tag, the statement's form or the pattern
 */
public record FlushOrder(Kind kind, String schema, String what) {

    /** What is dropped. */
    public enum Kind {
        /** Every answer. */
        ALL,
        /** The answers from one table. */
        TABLE,
        /** The answers that have this tag. */
        TAG,
        /** The answers to statements of this form. */
        FORM,
        /** The answers to statements whose text matches. */
        PATTERN
    }

    private static final char SEPARATOR = '\0';

    /** The order as text. */
    public String text() {
        return kind.name() + SEPARATOR + schema + SEPARATOR + what;
    }

    /** The order in a text; empty if the text is none, for anybody may write into a Redis. */
    public static Optional<FlushOrder> read(String text) {
        String[] parts = text.split(String.valueOf(SEPARATOR), 3);
        if (parts.length < 3) {
            return Optional.empty();
        }
        for (Kind kind : Kind.values()) {
            if (kind.name().equals(parts[0])) {
                return Optional.of(new FlushOrder(kind, parts[1], parts[2]));
            }
        }
        // A later version's order. It drops something, so this drops all: too much, perhaps, but never too little.
        return Optional.of(new FlushOrder(Kind.ALL, "", ""));
    }

    /**
     * Carries the order out here.
     *
     * @param matches whether a statement's text matches {@link #what}, for a pattern
     * @return how many answers, tables or statements the order has met
     */
    public long carryOut(ResultCache cache, Predicate<String> matches) {
        return switch (kind) {
            case ALL -> cache.flush();
            case TABLE -> cache.flushTables(this::isMeant);
            case TAG -> cache.flushTag(what);
            case FORM -> cache.flushStatements(known -> form(known).equals(what));
            case PATTERN -> cache.flushStatements(known -> matches.test(text(known)));
        };
    }

    /** A statement's text without its constants, which differ from Howdah to Howdah. */
    public static String form(KnownStatement known) {
        return StatementFingerprint.of(known.parse()).text();
    }

    private static String text(KnownStatement known) {
        String body = new String(known.parse(), StandardCharsets.UTF_8);
        return body.substring(0, Math.max(0, body.indexOf('\0')));
    }

    /** PostgreSQL writes names in quotes where they need them, and with their schema where search_path asks for it. */
    private boolean isMeant(Stamp stamp) {
        String name = quoted(what);
        return schema.isEmpty() ? stamp.name().equals(name) || stamp.name().endsWith("." + name)
                : stamp.name().equals(quoted(schema) + "." + name);
    }

    private static String quoted(String name) {
        return name.matches("[a-z_][a-z0-9_$]*") ? name : "\"" + name.replace("\"", "\"\"") + "\"";
    }
}
