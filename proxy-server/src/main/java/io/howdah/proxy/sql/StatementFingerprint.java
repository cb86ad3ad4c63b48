package io.howdah.proxy.sql;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The common form of statements that differ only in their constants: the text with a question mark for each constant, in one
 * spelling, without comments; and a number for it, like pg_stat_statements' queryid but not equal to it.
 *
 * @param hash FNV-1a of the text, 64 bits
 * @param text contains no constants, and so no data of the application
 */
public record StatementFingerprint(long hash, String text) {

    private static final String CONSTANT = "?";
    private static final String MORE = "...";
    private static final long FNV_BASIS = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    /**
     * The fingerprint of a text; a NUL may end the text. If a constant has no end, which happens when a statement was cut, the
     * constant and the rest are left out.
     */
    public static StatementFingerprint of(byte[] sql) {
        SqlLexer lexer = new SqlLexer(sql, true);
        List<String> tokens = new ArrayList<>();
        int end = -1;
        SqlLexer.Kind last = SqlLexer.Kind.END;
        for (SqlLexer.Kind kind = lexer.next(); kind != SqlLexer.Kind.END; kind = lexer.next()) {
            boolean adjacent = lexer.start() == end;
            end = lexer.end();
            if (kind == SqlLexer.Kind.UNTERMINATED) {
                tokens.add(MORE);
                break;
            }
            add(tokens, kind, last, adjacent, lexer, sql);
            last = kind == SqlLexer.Kind.WORD && adjacent && last == SqlLexer.Kind.NUMBER ? SqlLexer.Kind.NUMBER : kind;
        }
        String text = joined(tokens);
        return new StatementFingerprint(hash(text.getBytes(StandardCharsets.UTF_8)), text);
    }

    private static void add(List<String> tokens, SqlLexer.Kind kind, SqlLexer.Kind last, boolean adjacent, SqlLexer lexer,
            byte[] sql) {
        int size = tokens.size();
        switch (kind) {
            case STRING, DOLLAR_STRING, NUMBER -> constant(tokens);
            case WORD -> {
                // The exponent of 1e5 or the digits of 0x1F: part of the number before.
                if (!adjacent || last != SqlLexer.Kind.NUMBER) {
                    tokens.add(lexer.text());
                }
            }
            case SYMBOL -> {
                boolean joins = adjacent && last == SqlLexer.Kind.SYMBOL && isOperator(lexer.symbol())
                        && isOperator(lastOf(tokens));
                if (joins) {
                    tokens.set(size - 1, tokens.get(size - 1) + lexer.symbol());
                } else {
                    tokens.add(String.valueOf(lexer.symbol()));
                }
            }
            default -> tokens.add(new String(sql, lexer.start(), lexer.end() - lexer.start(), StandardCharsets.UTF_8));
        }
    }

    /** Keeps only the first constant of a list, so that lists of different lengths are equal. */
    private static void constant(List<String> tokens) {
        int size = tokens.size();
        if (size < 2 || !tokens.get(size - 1).equals(",")) {
            tokens.add(CONSTANT);
        } else if (tokens.get(size - 2).equals(MORE)) {
            tokens.remove(size - 1);
        } else if (tokens.get(size - 2).equals(CONSTANT)) {
            tokens.add(MORE);
        } else {
            tokens.add(CONSTANT);
        }
    }

    private static char lastOf(List<String> tokens) {
        String token = tokens.get(tokens.size() - 1);
        return token.charAt(token.length() - 1);
    }

    private static boolean isOperator(char symbol) {
        return "+-*/<>=~!@#%^&|`?:".indexOf(symbol) >= 0;
    }

    private static String joined(List<String> tokens) {
        StringBuilder text = new StringBuilder();
        String before = "(";
        for (String token : tokens) {
            boolean closes = token.equals(",") || token.equals(")") || token.equals(";") || token.equals(".")
                    || token.equals("]");
            if (!closes && !before.equals("(") && !before.equals(".") && !before.equals("[")) {
                text.append(' ');
            }
            text.append(token);
            before = token;
        }
        return text.toString();
    }

    private static long hash(byte[] bytes) {
        long hash = FNV_BASIS;
        for (byte b : bytes) {
            hash = (hash ^ (b & 0xff)) * FNV_PRIME;
        }
        return hash;
    }

    /** The hash in sixteen hexadecimal digits. */
    public String hashText() {
        return String.format("%016x", hash);
    }
}
