package io.howdah.proxy.auth;

import io.howdah.proxy.sql.SqlLexer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * auth_query in the driver's form: PostgreSQL's {@code $1} becomes JDBC's {@code ?}, and a question mark that is an operator is
 * doubled. Quotes and comments stay unchanged.
 *
 * @param jdbc the text for the driver
 * @param parameters number of question marks; each stands for the user's name
 */
record AuthQueryText(String jdbc, int parameters) {

    static AuthQueryText of(String query) {
        byte[] sql = query.getBytes(StandardCharsets.UTF_8);
        SqlLexer lexer = new SqlLexer(sql, true);
        ByteArrayOutputStream out = new ByteArrayOutputStream(sql.length);
        int copied = 0;
        int parameters = 0;
        for (SqlLexer.Kind kind = lexer.next(); kind != SqlLexer.Kind.END
                && kind != SqlLexer.Kind.UNTERMINATED; kind = lexer.next()) {
            if (kind == SqlLexer.Kind.PARAMETER && isFirst(sql, lexer)) {
                out.write(sql, copied, lexer.start() - copied);
                out.write('?');
                copied = lexer.end();
                parameters++;
            } else if (kind == SqlLexer.Kind.SYMBOL && lexer.symbol() == '?') {
                out.write(sql, copied, lexer.end() - copied);
                out.write('?');
                copied = lexer.end();
            }
        }
        out.write(sql, copied, sql.length - copied);
        return new AuthQueryText(out.toString(StandardCharsets.UTF_8), parameters);
    }

    /** Another number stays, for PostgreSQL to refuse: the query has one parameter. */
    private static boolean isFirst(byte[] sql, SqlLexer lexer) {
        return new String(sql, lexer.start(), lexer.end() - lexer.start(), StandardCharsets.US_ASCII).equals("$1");
    }
}
