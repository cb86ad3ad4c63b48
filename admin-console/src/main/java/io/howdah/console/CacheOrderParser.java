package io.howdah.console;

import io.howdah.console.CommandLexer.Kind;
import io.howdah.console.view.CacheScope;
import java.util.Optional;

/** Parses the commands that begin with CACHE. The lexer stands at this word. */
final class CacheOrderParser {

    private final CommandText text;
    private final CommandLexer lexer;

    CacheOrderParser(CommandText text) {
        this.text = text;
        this.lexer = text.lexer();
    }

    AdminCommand read() throws CommandSyntaxException {
        lexer.advance();
        switch (word()) {
            case "explain":
                return explain();
            case "flush":
                lexer.advance();
                return new AdminCommand.CacheFlush(scope());
            case "bypass":
                lexer.advance();
                return new AdminCommand.CacheBypass(onOrOff());
            default:
                throw text.invalid();
        }
    }

    /** The word under the lexer in lower case; empty for a name or a text in quotes, a symbol and the end. */
    private String word() {
        return lexer.kind() == Kind.WORD ? lexer.lowerCase() : "";
    }

    /** {@code CACHE EXPLAIN 'statement' [db [user]]}. */
    private AdminCommand explain() throws CommandSyntaxException {
        lexer.advance();
        String statement = string();
        Optional<String> database = text.optionalName();
        return new AdminCommand.CacheExplain(statement, database, text.optionalName());
    }

    /** {@code [ALL | TABLE name | TAG name | STATEMENT id | PATTERN 'p']}. */
    private CacheScope scope() throws CommandSyntaxException {
        if (lexer.atEnd()) {
            return new CacheScope.All();
        }
        switch (word()) {
            case "all":
                lexer.advance();
                return new CacheScope.All();
            case "table":
                lexer.advance();
                return table();
            case "tag":
                lexer.advanceToValue();
                return new CacheScope.Tag(value());
            case "statement":
                lexer.advanceToValue();
                return new CacheScope.Statement(value());
            case "pattern":
                lexer.advance();
                return new CacheScope.Pattern(string());
            default:
                throw text.invalid();
        }
    }

    private CacheScope table() throws CommandSyntaxException {
        String first = identifier();
        if (!lexer.isSymbol('.')) {
            return new CacheScope.Table(Optional.empty(), first);
        }
        lexer.advance();
        return new CacheScope.Table(Optional.of(first), identifier());
    }

    /**
     * A name of PostgreSQL's, not of the pooler's: without quotes, A to Z are folded to lower case ({@code downcase_identifier} in
     * {@code scansup.c}).
     */
    private String identifier() throws CommandSyntaxException {
        String name = text.name();
        boolean isFolded = lexer.kind() == Kind.WORD;
        lexer.advance();
        return isFolded ? folded(name) : name;
    }

    /** {@code String.toLowerCase} would fold letters beyond A to Z too, which PostgreSQL leaves as they are in UTF-8. */
    private static String folded(String name) {
        StringBuilder folded = new StringBuilder(name);
        for (int i = 0; i < folded.length(); i++) {
            char c = folded.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                folded.setCharAt(i, (char) (c - 'A' + 'a'));
            }
        }
        return folded.toString();
    }

    /** An id or a tag, in quotes of either kind or without. */
    private String value() throws CommandSyntaxException {
        if (lexer.atEnd() || lexer.kind() == Kind.SYMBOL) {
            throw text.invalid();
        }
        String value = lexer.value();
        lexer.advance();
        return value;
    }

    private String string() throws CommandSyntaxException {
        if (lexer.kind() != Kind.STRING) {
            throw text.invalid();
        }
        String string = lexer.value();
        lexer.advance();
        return string;
    }

    private boolean onOrOff() throws CommandSyntaxException {
        boolean on = lexer.is("on");
        if (!on && !lexer.is("off")) {
            throw text.invalid();
        }
        lexer.advance();
        return on;
    }
}
