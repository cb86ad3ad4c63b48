package io.howdah.console;

import io.howdah.console.CommandLexer.Kind;
import java.util.Optional;

/** The statement under the parser: the lexer, the statement's beginning, and the statement's error text. */
final class CommandText {

    /** PgBouncer's limit for a database name. PgBouncer counts bytes; CommandText counts characters. */
    private static final int LONGEST_NAME = 63;

    private final CommandLexer lexer;
    private int begin;

    CommandText(String text) {
        lexer = new CommandLexer(text);
    }

    CommandLexer lexer() {
        return lexer;
    }

    /** A statement begins at the lexer's present token. */
    void begin() {
        begin = lexer.start();
    }

    /** The statement's position in the text, in characters, counted from 1. */
    int position() {
        return lexer.position(begin);
    }

    /** The name under the lexer; does not advance the lexer. */
    String name() throws CommandSyntaxException {
        if (lexer.kind() != Kind.WORD && lexer.kind() != Kind.QUOTED_NAME) {
            throw invalid();
        }
        if (lexer.value().length() > LONGEST_NAME) {
            throw new CommandSyntaxException("bad arguments", lexer.position(lexer.start()));
        }
        return lexer.value();
    }

    /** The name under the lexer, if there is one; advances the lexer past the name. */
    Optional<String> optionalName() throws CommandSyntaxException {
        if (lexer.atEnd()) {
            return Optional.empty();
        }
        String name = name();
        lexer.advance();
        return Optional.of(name);
    }

    /** Skips the rest of the statement without checking it. */
    <C extends AdminCommand> C restOf(C command) throws CommandSyntaxException {
        while (!lexer.atEnd()) {
            lexer.advanceToValue();
        }
        return command;
    }

    /** PgBouncer's words for every syntax error. The position is the lexer's. */
    CommandSyntaxException invalid() {
        int at = lexer.start();
        int end;
        try {
            restOf(new AdminCommand.Help());
            end = lexer.kind() == Kind.END ? lexer.text().length() : lexer.end();
        } catch (CommandSyntaxException unterminated) {
            end = lexer.text().length();
        }
        return new CommandSyntaxException(
                "invalid command '" + lexer.text().substring(begin, end).strip() + "', use SHOW HELP;", lexer.position(at));
    }
}
