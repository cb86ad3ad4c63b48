package io.howdah.proxy.sql;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The tokens of a SQL text, for tests of the classes that take tokens. */
final class Tokens {

    private Tokens() {
    }

    static List<Token> of(String sql) {
        SqlLexer lexer = new SqlLexer(sql.getBytes(StandardCharsets.UTF_8), true);
        List<Token> tokens = new ArrayList<>();
        while (lexer.next() != SqlLexer.Kind.END) {
            tokens.add(new Token(lexer.kind(), lexer.text()));
        }
        return tokens;
    }
}
