package io.howdah.console;

import io.howdah.console.CommandLexer.Kind;

/** The statement being read: the lexer that stands in it, where it begins, and what is said of it when it is wrong. */
final class CommandText {

    /** PgBouncer's limit for the name of a database, in bytes; here in characters. */
    private static final int LONGEST_NAME = 63;

    private final CommandLexer lexer;
    private int begin;

    CommandText(String text) {
        lexer = new CommandLexer(text);
    }

    CommandLexer lexer() {
        return lexer;
    }

    /** A statement begins where the lexer stands. */
    void begin() {
        begin = lexer.start();
    }

    /** Where the statement begins, in characters, counted from 1. */
    int position() {
        return lexer.position(begin);
    }

    /** The name the lexer stands at, which it does not go past. */
    String name() throws CommandSyntaxException {
        if (lexer.kind() != Kind.WORD && lexer.kind() != Kind.QUOTED_NAME) {
            throw invalid();
        }
        if (lexer.value().length() > LONGEST_NAME) {
            throw new CommandSyntaxException("bad arguments", lexer.position(lexer.start()));
        }
        return lexer.value();
    }

    /** Goes past the rest of the statement, whatever it says. */
    <C extends AdminCommand> C restOf(C command) throws CommandSyntaxException {
        while (!lexer.atEnd()) {
            lexer.advanceToValue();
        }
        return command;
    }

    /** PgBouncer's words for whatever it does not understand; the position says what that is: where the lexer stands. */
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
